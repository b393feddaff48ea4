#!/usr/bin/env bash
# The same project gives the same bytes, whatever the folder, the umask, the time zone and the language.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture included_apps "$TEST_TMP/one"
copy_fixture included_apps "$TEST_TMP/a folder/of/another depth"
export MIX_ENV=prod
(
    cd "$TEST_TMP/one"
    umask 022
    expect_exit 0 "$SLIPWAY" release --quiet
)
(
    cd "$TEST_TMP/a folder/of/another depth"
    umask 077
    find . -exec touch -d '2001-01-01' {} +
    expect_exit 0 env TZ=Asia/Tokyo LC_ALL=C SOURCE_DATE_EPOCH=1 "$SLIPWAY" release --quiet --path "$TEST_TMP/two"
)
cp -p "$TEST_TMP/one/_build/prod/rel/fleet/releases/COOKIE" "$TEST_TMP/two/releases/COOKIE"
expect_equal "$(tree_state "$TEST_TMP/one/_build/prod/rel/fleet")" "$(tree_state "$TEST_TMP/two")" "releases"

# A second build over the first one changes nothing, either.
before=$(tree_state "$TEST_TMP/two")
(
    cd "$TEST_TMP/a folder/of/another depth"
    expect_exit 0 "$SLIPWAY" release --quiet --path "$TEST_TMP/two"
)
expect_equal "$before" "$(tree_state "$TEST_TMP/two")" "releases"
