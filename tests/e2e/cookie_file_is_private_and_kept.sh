#!/usr/bin/env bash
# releases/COOKIE is 0600 and stays the same from build to build; RELEASE_COOKIE goes before it.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
cookie=$(<"$release/releases/COOKIE")
expect_equal 600 "$(stat -c %a "$release/releases/COOKIE")" "permissions"
expect_contains "$cookie" '^[A-Z2-7]{56}$|^[A-Z2-7]{52}====$'
slipway_release "$TEST_TMP/bare" >/dev/null
expect_equal "$cookie" "$(<"$release/releases/COOKIE")" "cookie"
slipway_release "$TEST_TMP/bare" --version 0.2.0 >/dev/null
expect_equal "$cookie" "$(<"$release/releases/COOKIE")" "cookie"
expect_equal 600 "$(stat -c %a "$release/releases/COOKIE")" "permissions"

start_release "$release" RELEASE_COOKIE=given
expect_exit 0 env RELEASE_COOKIE=given "$release/bin/bare" rpc 'Bare.cookie()'
expect_equal ':given' "$(<"$OUT")" "cookie"
expect_exit 1 "$release/bin/bare" rpc 'Bare.cookie()'
stop_release

# What mix.exs sets goes before the file.
sed -i 's/consolidate_protocols: false/releases: [bare: [cookie: "from_mix"]]/' "$TEST_TMP/bare/mix.exs"
slipway_release "$TEST_TMP/bare" >/dev/null
expect_equal from_mix "$(<"$release/releases/COOKIE")" "cookie"
