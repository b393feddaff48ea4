#!/usr/bin/env bash
# A small part of script/soak: killed, interrupted, with failing calls and full disks, a build leaves nothing wrong.
# labels: e2e slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
((UID == 0)) || skip "needs root to mount"
TESTKIT=${TESTKIT:-$BUILD_DIR/tests/testkit/testkit} "$REPO/script/soak" --quick
