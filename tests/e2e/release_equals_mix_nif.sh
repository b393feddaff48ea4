#!/usr/bin/env bash
# So is the release of a project with native code: a library behind a link, and a program.
# labels: e2e peer

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

copy_fixture nif "$TEST_TMP/nif"
expect_release_equals_mix "$TEST_TMP/nif"

# What runs is what was released.
rm -rf "$TEST_TMP/nif"/{_build,by-mix}
expect_release_runs "$TEST_TMP/nif/by-slipway" '^sounder runs on sounder@.*: depth 3000, echo from below$'
