#!/usr/bin/env bash
# So is the release of a project without configuration, templates or consolidated protocols.
# labels: e2e peer

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

copy_fixture bare "$TEST_TMP/bare"
expect_release_equals_mix "$TEST_TMP/bare"
