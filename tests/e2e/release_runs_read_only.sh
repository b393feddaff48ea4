#!/usr/bin/env bash
# A release on a read-only file system runs and answers.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

unshare -m true 2>/dev/null || skip "needs a mount namespace"
release=$(cached_slipway_release bare)
# shellcheck disable=SC2016 # The inner shell expands it.
bare=(unshare -m sh -c 'mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" &&
    ! touch "$0/written" 2>/dev/null && exec "$0/bin/bare" "$@"' "$release")

start_background bare "${bare[@]}" start
wait_for 20 grep -q '^bare runs on' "$TEST_TMP/logs/bare.log"
expect_exit 0 "${bare[@]}" rpc 'Bare.count()'
expect_equal 1 "$(<"$OUT")" "counter"
expect_exit 0 "${bare[@]}" eval 'IO.puts("evaluated")'
expect_equal evaluated "$(<"$OUT")" "output"
stop_release
