#!/usr/bin/env bash
# A release is made again where its profile has changed, and not where nothing has; without the profile it is as before.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
export MIX_ENV=prod
version=$TEST_TMP/bare/_build/prod/rel/bare/releases/0.1.0

# What was written in the same tick of the file clock is not remembered.
made() {
    sleep 0.1
    expect_exit 0 "$SLIPWAY" release
    expect_not_contains "$OUT" '^Nothing has changed'
}
unchanged() {
    expect_exit 0 "$SLIPWAY" release
    expect_contains "$OUT" '^Nothing has changed'
}
made
without=$(tree_state "$version")

mkdir -p rel
printf '[boot]\nprofile = "rel/boot.profile"\n' >slipway.toml
echo Elixir.Agent >rel/boot.profile
made
unchanged
first=$(sha256sum "$version/start_profile.boot")
[[ ! -e $version/start_profile.script ]] || fail "there is a text of the profile's boot script"

# An own module is loaded in any case: the script stays the same.
printf 'Elixir.Agent\r\n# more\nElixir.Bare\n' >rel/boot.profile
made
expect_equal "$first" "$(sha256sum "$version/start_profile.boot")" "boot script"
echo Elixir.Registry >>rel/boot.profile
made
[[ $first != "$(sha256sum "$version/start_profile.boot")" ]] || fail "the boot script has not changed"
unchanged

rm slipway.toml
made
expect_equal "$without" "$(tree_state "$version")" "the release without a profile"
