#!/usr/bin/env bash
# The release of the example is what Mix makes of it, but for the differences that testkit lists.
# labels: e2e peer

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

copy_fixture exrelease "$TEST_TMP/exrelease"
expect_release_equals_mix "$TEST_TMP/exrelease"
