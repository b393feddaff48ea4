#!/usr/bin/env bash
# So is the release of a project with included, optional, temporary and Erlang applications, templates and overlays.
# labels: e2e peer

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

copy_fixture included_apps "$TEST_TMP/included_apps"
expect_release_equals_mix "$TEST_TMP/included_apps"
