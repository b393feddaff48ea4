#!/usr/bin/env bash
# So is the release of a project with optional applications, present and missing, in every mode.
# labels: e2e peer slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

copy_fixture optional_apps "$TEST_TMP/optional_apps"
expect_release_equals_mix "$TEST_TMP/optional_apps"
expect_release_runs "$TEST_TMP/optional_apps/by-slipway" \
    '^convoy runs on convoy@.*: collier loaded, escort started, frigate absent, raider on disk, tug started$'
