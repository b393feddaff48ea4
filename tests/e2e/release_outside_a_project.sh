#!/usr/bin/env bash
# In a folder without mix.exs, a build says where it looked.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
mkdir "$TEST_TMP/empty"
cd "$TEST_TMP/empty"
expect_exit 1 "$SLIPWAY" release
expect_contains "$ERR" "^slipway: there is no mix.exs in $TEST_TMP/empty"
expect_equal '' "$(find . -mindepth 1)" "files that were made"
