#!/usr/bin/env bash
# A start without a setting that config/runtime.exs wants ends with 1 and names it.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release exrelease)
expect_exit 1 env APP_PORT="$(free_port)" "$release/bin/exrelease" start
cat "$OUT" >>"$ERR"
expect_contains "$ERR" 'environment variable SECRET_KEY_BASE is missing'
expect_exit 1 env SECRET_KEY_BASE=secret "$release/bin/exrelease" start
cat "$OUT" >>"$ERR"
expect_contains "$ERR" 'environment variable APP_PORT is missing'
expect_exit 1 env SECRET_KEY_BASE=secret APP_PORT=many "$release/bin/exrelease" start
cat "$OUT" >>"$ERR"
expect_contains "$ERR" 'APP_PORT is "many", but a port is a number'
