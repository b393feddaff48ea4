#!/usr/bin/env bash
# In a folder without mix.exs, or in one where Elixir can't work, a build says so.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
mkdir "$TEST_TMP/empty"
cd "$TEST_TMP/empty"
expect_exit 1 "$SLIPWAY" release
expect_contains "$ERR" "^slipway: there is no mix.exs in $TEST_TMP/empty"
expect_equal '' "$(find . -mindepth 1)" "files that were made"

# The VM would wait for ever.
mkdir "$TEST_TMP/"$'h\344fen'
cd "$TEST_TMP/"$'h\344fen'
copy_fixture bare .
expect_exit 1 "$SLIPWAY" release
LC_ALL=C expect_contains "$ERR" "^slipway: Elixir can't work in the folder $TEST_TMP/h.fen: its name is not UTF-8; rename it"
expect_exit 1 "$SLIPWAY" doctor
LC_ALL=C expect_contains "$ERR" "^slipway: Elixir can't work in the folder"
