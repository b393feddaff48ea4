#!/usr/bin/env bash
# The release of the example serves its page with all modules loaded as it boots, and ends on SIGTERM.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release exrelease)
start_example "$release"
expect_equal ok "$(http_get "$URL/health")" "health"
expect_contains "$(http_get "$URL/")" '<dd id="protocols">yes</dd>'
picture=$release/lib/exrelease-0.1.0/priv/static/images/mark.svg
expect_equal "$(<"$picture")" "$(http_get "$URL/images/mark.svg")" "picture"
expect_exit 0 "$release/bin/exrelease" rpc 'IO.puts("#{:code.get_mode()} #{node()}")'
expect_equal "embedded exrelease@$(hostname -s)" "$(<"$OUT")" "mode and node"
stop_release
