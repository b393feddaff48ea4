#!/usr/bin/env bash
# Where the working folder can't be written, the crash dump goes to nobody, unless the environment says where; a VM that
# writes none ends before its last words are out, at times.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
bare=$(cached_slipway_release bare)/bin/bare
closed=$TEST_TMP/closed
mkdir -m 0555 "$closed"
mkdir -m 0777 "$TEST_TMP/shared"
chmod 0755 "$TEST_TMP"
as_stranger=(setpriv --reuid=65532 --regid=65532 --clear-groups env RELEASE_COOKIE=cookie RELEASE_TMP="$TEST_TMP/shared"
    HOME="$TEST_TMP/shared")
asked='IO.inspect(Enum.map(~w[ERL_CRASH_DUMP ERL_CRASH_DUMP_SECONDS], &System.get_env/1))'

# tells FOLDER WANTED VARIABLE...
tells() {
    local folder=$1 wanted=$2
    shift 2
    cd "$folder"
    expect_exit 0 "${as_stranger[@]}" "$@" "$bare" eval "$asked"
    expect_equal "$wanted" "$(<"$OUT")" "in $folder with $*"
}
tells "$closed" '["/dev/null", "1"]'
tells "$closed" '[nil, "0"]' ERL_CRASH_DUMP_SECONDS=0
tells "$closed" '["/tmp/mine", nil]' ERL_CRASH_DUMP=/tmp/mine
tells "$TEST_TMP/shared" '[nil, nil]'

cd "$closed"
expect_exit 1 "${as_stranger[@]}" "$bare" eval ':erlang.halt(~c"the last words")'
expect_contains "$ERR" 'the last words'
expect_contains "$ERR" 'Crash dump is being written to: /dev/null\.\.\.done'
