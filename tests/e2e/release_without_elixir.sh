#!/usr/bin/env bash
# Without Elixir in PATH, a build says what to install.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
expect_exit 1 env PATH=/nonexistent "$SLIPWAY" release
# shellcheck disable=SC2016 # These are no substitutions.
expect_equal 'slipway: no `elixir` in PATH: install Elixir 1.14 or later, or put its bin folder into PATH' \
    "$(<"$ERR")" "message"
expect_equal '' "$(<"$OUT")" "standard output"
