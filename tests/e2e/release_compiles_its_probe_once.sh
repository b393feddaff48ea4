#!/usr/bin/env bash
# What `slipway release` loads into the VM is compiled by the first run, and taken from the cache by later ones.
# labels: e2e slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
export MIX_ENV=prod

# sources_read COUNT: how many of the three sources a run compiles, beside the loader and what was compiled.
sources_read() {
    COUNT=$1 strace -f -qq -e trace=openat -o "$TEST_TMP/opens" "$SLIPWAY" release --quiet >"$OUT" 2>"$ERR" ||
        fail "slipway release failed"
    echo $(($(grep -c '"/proc/self/fd/[0-9]*"' "$TEST_TMP/opens") - 2))
}

expect_equal 3 "$(sources_read 1)" "sources that the first run compiles"
before=$(tree_state _build/prod/rel/bare)
expect_equal 0 "$(sources_read 2)" "sources that the second run compiles"
expect_equal "$before" "$(tree_state _build/prod/rel/bare)" "the release"
rm -r "${XDG_CACHE_HOME:-$HOME/.cache}/slipway/probe"
expect_equal 3 "$(sources_read 3)" "sources that are compiled without the cache"

# Nothing is kept without a cache, and nobody watches.
"$SLIPWAY" release --no-cache --quiet >"$OUT" 2>"$ERR" || fail "no release without the cache"
expect_equal "" "$(cat "$OUT" "$ERR")" "what is printed"
