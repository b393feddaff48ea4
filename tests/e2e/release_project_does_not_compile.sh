#!/usr/bin/env bash
# Where the project does not compile, its own errors are shown and the earlier release stays.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
before=$(tree_state "$release")
cd "$TEST_TMP/bare"
echo 'defmodule Broken do def f(, do: 1 end' >lib/broken.ex
expect_exit 1 env MIX_ENV=prod "$SLIPWAY" release
cat "$OUT" >>"$ERR"
expect_contains "$ERR" 'lib/broken.ex:1'
expect_contains "$ERR" '^slipway: the project could not be compiled or configured: mix exited with status 1'
expect_equal "$before" "$(tree_state "$release")" "earlier release"

echo 'defmodule Bare.MixProject do broken' >mix.exs
expect_exit 1 env MIX_ENV=prod "$SLIPWAY" release
cat "$OUT" >>"$ERR"
expect_contains "$ERR" 'mix.exs'
expect_equal "$before" "$(tree_state "$release")" "earlier release"
