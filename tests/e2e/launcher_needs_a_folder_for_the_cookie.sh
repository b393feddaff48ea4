#!/usr/bin/env bash
# Where no folder can be written, a node runs without distribution; one with it is refused, and told what to do.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

unshare -m true 2>/dev/null || skip "needs a mount namespace"
release=$(cached_slipway_release bare)

# nowhere COMMAND...: with every place for the cookie made read-only.
cat >"$TEST_TMP/nowhere" <<'END'
set -e
for folder in "$RELEASE" "$TMPDIR" /tmp /dev/shm; do
    mount --bind "$folder" "$folder"
    mount -o remount,bind,ro "$folder"
done
# The folder was entered before it was mounted over.
cd "$RELEASE"
exec bin/bare "$@"
END
nowhere() { env RELEASE="$release" unshare -m sh "$TEST_TMP/nowhere" "$@"; }

expect_exit 1 nowhere start
expect_contains "$ERR" '^ERROR: there is no folder for the node.s cookie; set RELEASE_TMP to a folder'
expect_contains "$ERR" '/dev/shm: .*Read-only file system'
expect_exit 0 nowhere eval 'IO.puts("still evaluates")'
expect_equal 'still evaluates' "$(<"$OUT")" "output"
export RELEASE_DISTRIBUTION=none
start_background bare nowhere start
wait_for 20 grep -q '^bare runs on nonode@nohost' "$TEST_TMP/logs/bare.log"
expect_exit 1 "$release/bin/bare" rpc ':ok'
expect_contains "$ERR" '^ERROR: the running system is reached through .*RELEASE_DISTRIBUTION is none'
