#!/usr/bin/env bash
# What the probe said in one build serves another one without a VM, and another build is refused; script/soak relies on it.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
export MIX_ENV=prod
testkit=${TESTKIT:-$BUILD_DIR/tests/testkit/testkit}
mkdir "$TEST_TMP"/{record,replay}
printf '#!/bin/sh\nexec "%s" record-elixir "%s" "%s" "$@"\n' "$testkit" "$TEST_TMP/tape" "$(command -v elixir)" \
    >"$TEST_TMP/record/elixir"
printf '#!/bin/sh\nexec "%s" replay-elixir "%s" --at evaluate "echo asked >%s" -- "$@"\n' "$testkit" "$TEST_TMP/tape" \
    "$TEST_TMP/asked" >"$TEST_TMP/replay/elixir"
chmod +x "$TEST_TMP"/{record,replay}/elixir

release=$PWD/_build/prod/rel/bare
expect_exit 0 env PATH="$TEST_TMP/record:$PATH" "$SLIPWAY" release
expect_exit 0 "$release/bin/bare" eval 'IO.puts("evaluated")'
before=$(tree_state "$release")
rm -r "${release:?}"/{lib,bin}
expect_exit 0 env PATH="$TEST_TMP/replay:$PATH" "$SLIPWAY" release --force
expect_equal "$before" "$(tree_state "$release")" "releases"
expect_equal asked "$(<"$TEST_TMP/asked")" "what the command did"

mkdir -p rel/overlays
echo new >rel/overlays/new
expect_exit 1 env PATH="$TEST_TMP/replay:$PATH" "$SLIPWAY" release --force
expect_contains "$ERR" "^testkit: $TEST_TMP/tape: packet [0-9]+ is another request$"
rm -r rel
expect_exit 0 env PATH="$TEST_TMP/replay:$PATH" "$SLIPWAY" release --force
echo 4 >"$TEST_TMP/tape"
expect_exit 1 env PATH="$TEST_TMP/replay:$PATH" "$SLIPWAY" release --force
expect_contains "$ERR" "^testkit: $TEST_TMP/tape: "
expect_equal "$before" "$(tree_state "$release")" "the release after a failure"
