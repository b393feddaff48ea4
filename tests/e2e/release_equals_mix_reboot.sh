#!/usr/bin/env bash
# So is the release of a project that starts again once it is configured, and it starts in embedded mode.
# labels: e2e peer

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

copy_fixture reboot "$TEST_TMP/reboot"
expect_release_equals_mix "$TEST_TMP/reboot"

release=$TEST_TMP/reboot/by-slipway
mkdir "$TEST_TMP/files"
expect_release_runs "$release" '^ferryman runs on ferryman@.*: takes 14, mode embedded, setup time 5$' \
    PASSENGERS=7 RELEASE_TMP="$TEST_TMP/files"
# The second start has removed the configuration that the first one computed.
expect_equal '' "$(find "$TEST_TMP/files" -name '*.config')" "files that are left"
