#!/usr/bin/env bash
# The launcher finds its release through links, chains of them, relative ones, and PATH.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
mkdir -p "$TEST_TMP/links/sub dir"
cd "$TEST_TMP/links"
ln -s "$bare" absolute
ln -s ../absolute "sub dir/relative"
ln -s "sub dir/relative" chain
ln -s "$release" folder
for program in ./absolute "./sub dir/relative" ./chain folder/bin/bare ../links/chain; do
    expect_exit 0 "$program" version
    expect_equal 'bare 0.1.0' "$(<"$OUT")" "version by $program"
done
expect_exit 0 env PATH="$TEST_TMP/links:$PATH" chain version
expect_equal 'bare 0.1.0' "$(<"$OUT")" "version by PATH"
# shellcheck disable=SC2016
printf 'echo "$RELEASE_PROG $RELEASE_ROOT"\n' >"$release/releases/0.1.0/env.sh"
expect_exit 0 ./chain version
expect_contains "$OUT" "^chain $release$"
# A copy elsewhere is no launcher of this release.
mkdir bin
cp "$bare" bin/copy
expect_exit 1 bin/copy version
expect_contains "$ERR" "^ERROR: $TEST_TMP/links/releases/start_erl.data is missing"
