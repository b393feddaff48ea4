#!/usr/bin/env bash
# Files that an earlier build made and this one does not are gone: of the project, its overlays, a dependency.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release included_apps)
project=$TEST_TMP/included_apps
compgen -G "$release/lib/tender-*" >/dev/null || fail "the release has no tender"

rm -r "$project/rel/overlays/share" "$project/deps_local/tender"
sed -i '/:tender, path:/d; s/, tender: :temporary//' "$project/mix.exs"
ln -sf /nowhere "$project/rel/overlays/new"
slipway_release "$project" >/dev/null

expect_equal '' "$(find "$release/lib" -name 'tender*')" "folders of tender"
expect_not_contains "$release/releases/1.2.3/slipway.manifest" '^(lib/tender|share)'
[[ ! -e $release/share ]] || fail "the overlay's folder is still there"
expect_equal /nowhere "$(readlink "$release/new")" "overlay"

# It is as if it had been made anew.
slipway_release "$project" >/dev/null
mv "$release" "$TEST_TMP/updated"
slipway_release "$project" >/dev/null
cp "$TEST_TMP/updated/releases/COOKIE" "$release/releases/COOKIE"
expect_equal "$(tree_state "$release")" "$(tree_state "$TEST_TMP/updated")" "releases"

start_release "$release"
expect_contains "$LOG" 'fleet has started: beacon harbour radio weather;'
stop_release
