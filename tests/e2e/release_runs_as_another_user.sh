#!/usr/bin/env bash
# Another user than the owner, without a name or a home, can run the release.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

((UID == 0)) || skip "needs root to become another user"
release=$(cached_slipway_release bare)
place=$TEST_TMP/place
cp -a "$release" "$place"
# Whoever may read the release may run it; the secret is given by the environment.
chmod 0755 "$TEST_TMP"
as_stranger=(setpriv --reuid=65532 --regid=65532 --clear-groups env -u HOME TMPDIR=/tmp RELEASE_COOKIE=monster)
start_background bare "${as_stranger[@]}" "$place/bin/bare" start
wait_for 20 grep -q '^bare runs on' "$TEST_TMP/logs/bare.log"
expect_equal 65532 "$(stat -c %u "/proc/$BACKGROUND_PID")" "user"
expect_exit 0 "${as_stranger[@]}" "$place/bin/bare" rpc 'Bare.cookie()'
expect_equal ':monster' "$(<"$OUT")" "cookie"
stop_release

# The group of the file may be given the cookie instead.
chgrp 65532 "$place/releases/COOKIE"
chmod 0640 "$place/releases/COOKIE"
as_stranger=(setpriv --reuid=65532 --regid=65532 --clear-groups env -u HOME TMPDIR=/tmp)
start_background bare "${as_stranger[@]}" "$place/bin/bare" start
wait_for 20 grep -q '^bare runs on' "$TEST_TMP/logs/bare.log"
expect_exit 0 "${as_stranger[@]}" "$place/bin/bare" rpc 'Bare.cookie()'
expect_equal ":\"$(<"$place/releases/COOKIE")\"" "$(<"$OUT")" "cookie"
stop_release
