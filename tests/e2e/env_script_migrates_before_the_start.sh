#!/usr/bin/env bash
# The older ways: rel/env.sh.eex migrates the database where RELEASE_COMMAND is start, and config/releases.exs reads the
# environment. A migration that fails stops the start.
# labels: e2e slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/postgres.sh
source "$REPO/tests/e2e/postgres.sh"

e2e_need_slipway
project=$TEST_TMP/exrelease
copy_fixture exrelease "$project"
cd "$project"
rm slipway.toml
# There is one environment for releases.exs: it was compiled for it.
sed 's/config_env()/:prod/' config/runtime.exs >config/releases.exs
rm config/runtime.exs
mkdir rel
cat >rel/env.sh.eex <<'END'
if [ "$RELEASE_COMMAND" = start ]; then
  "$RELEASE_ROOT/bin/<%= @release.name %>" eval "Exrelease.ReleaseTasks.migrate()"
fi
END
expect_exit 0 "$SLIPWAY" release
release=$project/_build/prod/rel/exrelease

start_postgres ''
database old
export DATABASE_URL=postgres://old:secret@127.0.0.1:$PGPORT/old
start_example "$release"
expect_equal '20240301090000 20240302090000' \
    "$(sql old 'SELECT version FROM schema_migrations ORDER BY version' | paste -sd ' ')" "migrations"
expect_contains "$(http_get "$URL/")" '<dd id="store">PostgreSQL</dd>'
stop_release

export DATABASE_URL=postgres://old:wrong@127.0.0.1:$PGPORT/old SECRET_KEY_BASE=a-secret-of-the-test APP_PORT=4000
expect_exit 1 "$release/bin/exrelease" start
expect_contains "$ERR" 'password authentication failed for user "old"'
