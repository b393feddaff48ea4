#!/usr/bin/env bash
# In a read-only root a cookie is made in /dev/shm, for any user; what others have put there is not taken.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

unshare -m true 2>/dev/null || skip "needs a mount namespace"
release=$(cached_slipway_release bare)
rm "$release/releases/COOKIE"
chmod -R a+rX "$TEST_TMP"
unset TMPDIR

# A container: everything read-only but a /dev/shm of its own, a user without a name and group 0.
cat >"$TEST_TMP/container" <<'END'
set -e
mount -t tmpfs -o mode=1777,size=1m tmpfs /dev/shm
[ -z "$PLANT" ] || eval "$PLANT"
for folder in "$RELEASE" /tmp; do
    mount --bind "$folder" "$folder"
    mount -o remount,bind,ro "$folder"
done
cd "$RELEASE"
exec setpriv --reuid 123456 --regid 0 --clear-groups bin/bare "$@"
END
in_container() { env HOME=/ RELEASE="$release" PLANT="${PLANT:-}" unshare -m sh "$TEST_TMP/container" "$@"; }

start_background bare in_container start
LOG=$TEST_TMP/logs/bare.log
wait_for 60 grep -q '^bare runs on' "$LOG"
node=$(pgrep -f "beam.smp.*bare" -u 123456)
exec_in() { nsenter -t "$node" -m -- setpriv --reuid "$1" --regid 0 --clear-groups env HOME=/ "${@:2}"; }
expect_exit 0 exec_in 123456 "$release/bin/bare" rpc 'IO.puts("answers")'
expect_equal answers "$(<"$OUT")" "output"
expect_exit 0 exec_in 123456 "$release/bin/bare" health
# Another user has another folder.
expect_exit 1 exec_in 123457 "$release/bin/bare" rpc ':ok'
expect_contains "$ERR" 'there is no cookie to reach the system with: .*/dev/shm/slipway-123457/cookie-bare'
expect_exit 0 exec_in 123456 "$release/bin/bare" stop
wait_for 15 e2e_has_ended "$node"

# A folder that somebody else put there first.
PLANT='mkdir -m 777 /dev/shm/slipway-123456' expect_exit 1 in_container start
expect_contains "$ERR" '^ERROR: a distributed node needs a cookie, and there is no place to make one'
expect_contains "$ERR" '/dev/shm/slipway-123456 belongs to another user'
expect_contains "$ERR" 'set RELEASE_COOKIE or RELEASE_COOKIE_FILE'
