#!/usr/bin/env bash
# A release runs where HOME is missing, is a folder that does not exist, or can not be written.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

unshare -m true 2>/dev/null || skip "needs a mount namespace"
release=$(cached_slipway_release bare)

# answers COMMAND...: the release runs with this before its program.
answers() {
    start_background bare "$@" "$release/bin/bare" start
    wait_for 20 grep -q '^bare runs on' "$TEST_TMP/logs/bare.log"
    expect_exit 0 "$@" "$release/bin/bare" rpc 'Bare.cookie()'
    expect_equal ":\"$(<"$release/releases/COOKIE")\"" "$(<"$OUT")" "cookie"
    stop_release
}

answers env -u HOME
answers env HOME=/nonexistent
# shellcheck disable=SC2016 # The inner shell expands it.
answers unshare -m sh -c 'mount -t tmpfs -o ro none "$HOME" && exec "$@"' sh
expect_equal '' "$(find "$HOME" -name '.erlang.cookie')" "cookies in the home folder"
