#!/usr/bin/env bash
# A release on a read-only file system runs, and nothing is written beside it.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

unshare -m true 2>/dev/null || skip "needs a mount namespace"
release=$(cached_slipway_release exrelease)
place=$TEST_TMP/place
mkdir "$place"
# The runner's folder as a whole, but for logs, tmp and home.
port=$(free_port)
cat >"$TEST_TMP/read_only" <<END
set -e
mount --bind "$release" "$place"
mount -o remount,bind,ro "$place"
if touch "$place/written" 2>/dev/null; then exit 99; fi
exec "$place/bin/exrelease" "\$@"
END
export SECRET_KEY_BASE=secret APP_PORT=$port
start_background exrelease unshare -m sh "$TEST_TMP/read_only" start
wait_for 20 grep -q 'listens on' "$TEST_TMP/logs/exrelease.log"
expect_equal ok "$(http_get "http://127.0.0.1:$port/health")" "health"
expect_exit 0 unshare -m sh "$TEST_TMP/read_only" rpc 'IO.puts("here")'
expect_equal here "$(<"$OUT")" "answer"
stop_release
