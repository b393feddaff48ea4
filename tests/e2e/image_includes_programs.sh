#!/usr/bin/env bash
# Debian's psql is a script: it is refused with the name of the program. That one is included with its libraries, and
# speaks to PostgreSQL from within the container.
# labels: e2e docker

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/engines.sh
source "$REPO/tests/e2e/engines.sh"
# shellcheck source=tests/e2e/postgres.sh
source "$REPO/tests/e2e/postgres.sh"

e2e_need_slipway
project=$TEST_TMP/bare
copy_fixture bare "$project"
cd "$project"
program=/usr/lib/postgresql/15/bin/psql
image() { expect_exit "$1" "$SLIPWAY" image -t bare:1 -o "oci:$TEST_TMP/layout" "${@:2}"; }

image 1 --include /usr/bin/psql
expect_contains "$ERR" "/usr/bin/psql is a script for /usr/bin/perl, .* the program itself is $program: include that"
image 1 --include /etc/shadow
expect_contains "$ERR" '/etc/shadow has the mode 0640, with which user 65532 of the image can.t use it'
[[ ! -e $TEST_TMP/layout ]] || fail "there is an image of what was refused"

printf '[image]\ninclude = ["%s"]\n' "$program" >slipway.toml
image 0
unpack_bundle bare "$TEST_TMP/layout:1"
[[ -f $TEST_TMP/bare/rootfs$program && ! -e $TEST_TMP/bare/rootfs/usr/bin/perl ]] || fail "another psql"
expect_contains "$TEST_TMP/bare/rootfs/var/lib/dpkg/status.d/libpq5" '^Package: libpq5$'

# shellcheck disable=SC2119 # no address but 127.0.0.1
start_postgres
expect_exit 0 run_bundle bare eval "
    {text, 0} = System.cmd(\"$program\", ~w(-XAt -h 127.0.0.1 -p $PGPORT -U postgres -c) ++ [\"SELECT 40 + 2\"])
    IO.puts(\"PostgreSQL says \" <> text)"
expect_contains "$OUT" '^PostgreSQL says 42$'
