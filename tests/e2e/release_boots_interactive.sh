#!/usr/bin/env bash
# With RELEASE_MODE=interactive, modules are loaded when they are needed. Of inets, mod_cgi never is (from OTP 29 on,
# httpc is needed by its start).
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release exrelease)
start_example "$release" RELEASE_MODE=interactive
expect_contains "$(http_get "$URL/")" '<dd id="protocols">yes</dd>'
expect_exit 0 "$release/bin/exrelease" rpc 'IO.inspect({:code.get_mode(), :code.is_loaded(:mod_cgi)})'
expect_equal '{:interactive, false}' "$(<"$OUT")" "mode and modules"
stop_release
