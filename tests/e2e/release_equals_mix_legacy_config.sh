#!/usr/bin/env bash
# So is the release of a project that still configures itself in config/releases.exs.
# labels: e2e peer slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

copy_fixture legacy_config "$TEST_TMP/legacy_config"
expect_release_equals_mix "$TEST_TMP/legacy_config"
expect_release_runs "$TEST_TMP/legacy_config/by-slipway" \
    '^galleon runs on galleon@.*: 30 guns, 80 sailors, embedded$' GUNS=30
