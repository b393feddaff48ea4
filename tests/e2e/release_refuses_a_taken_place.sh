#!/usr/bin/env bash
# Where the user's own file or folder stands in the place of one that the release needs, the build says so and changes
# nothing.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
cd "$TEST_TMP/bare"
mkdir -p rel/overlays/share "$release/notes"
echo text >rel/overlays/share/text
echo mine >"$release/notes/mine"
echo mine >"$release/share"

# refuses PATTERN
refuses() {
    local before
    before=$(tree_state "$release")
    expect_exit 1 env MIX_ENV=prod "$SLIPWAY" release
    expect_contains "$ERR" "$1"
    expect_equal "$before" "$(tree_state "$release")" "release"
}
refuses "^slipway: $release/share is a file or link that Slipway did not make.*; move it away$"
rm "$release/share"
echo text >rel/overlays/notes
refuses "^slipway: $release/notes is a folder that Slipway did not make.*; move it away$"
rm -r "$release/notes"

expect_exit 0 env MIX_ENV=prod "$SLIPWAY" release
expect_equal 'text text' "$(cat "$release/notes" "$release/share/text" | paste -sd ' ')" "overlays"
