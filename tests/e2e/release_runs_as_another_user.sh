#!/usr/bin/env bash
# Another user than the owner, without a name or a home, can run the release.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

((UID == 0)) || skip "needs root to become another user"
release=$(cached_slipway_release bare)
place=$TEST_TMP/place
cp -a "$release" "$place"
chmod 0755 "$TEST_TMP"
install -d -m 1777 "$TEST_TMP/shared"
as_stranger=(setpriv --reuid=65532 --regid=0 --clear-groups env -u HOME TMPDIR="$TEST_TMP/shared")
expect_exit 1 "${as_stranger[@]}" "$place/bin/bare" start
expect_contains "$ERR" 'releases/COOKIE: Permission denied'

# Whoever may read the release may run it, where the environment gives him the secret,
as_stranger+=(RELEASE_COOKIE=monster)
start_background bare "${as_stranger[@]}" "$place/bin/bare" start
wait_for 20 grep -q '^bare runs on' "$TEST_TMP/logs/bare.log"
expect_equal 65532 "$(stat -c %u "/proc/$BACKGROUND_PID")" "user"
expect_exit 0 "${as_stranger[@]}" "$place/bin/bare" rpc 'Bare.cookie()'
expect_equal ':monster' "$(<"$OUT")" "cookie"
stop_release

# or where the file may be read by his group.
chgrp 65532 "$place/releases/COOKIE"
chmod 0640 "$place/releases/COOKIE"
as_stranger=(setpriv --reuid=65532 --regid=65532 --clear-groups env -u HOME TMPDIR="$TEST_TMP/shared")
start_background bare "${as_stranger[@]}" "$place/bin/bare" start
wait_for 20 grep -q '^bare runs on' "$TEST_TMP/logs/bare.log"
expect_exit 0 "${as_stranger[@]}" "$place/bin/bare" rpc 'Bare.cookie()'
expect_equal ":\"$(<"$place/releases/COOKIE")\"" "$(<"$OUT")" "cookie"
stop_release
