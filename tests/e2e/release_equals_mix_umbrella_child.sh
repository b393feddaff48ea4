#!/usr/bin/env bash
# So is the release of an application of an umbrella that is made in the application's own folder.
# labels: e2e peer slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

copy_fixture umbrella "$TEST_TMP/umbrella"
charthouse=$TEST_TMP/umbrella/apps/charthouse
expect_release_equals_mix "$charthouse"
expect_release_runs "$charthouse/by-slipway" \
    '^charthouse runs on charthouse@.*: bearings 103 42, consolidated true, scale 50000, keeper Ole, ferry absent$' \
    KEEPER=Ole
