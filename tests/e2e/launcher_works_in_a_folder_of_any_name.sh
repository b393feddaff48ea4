#!/usr/bin/env bash
# Releases lie in folders of any name: spaces, quotes, dollars, and even a line end; env.sh is found there, too.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
folder=$TEST_TMP/$'a "b" \'c\' $HOME `x`\nd;e'
mkdir "$folder"
cp -a "$release" "$folder/rel"
# shellcheck disable=SC2016
printf 'export GREETING="$REL_VSN_DIR"\n' >"$folder/rel/releases/0.1.0/env.sh"
expect_exit 0 "$folder/rel/bin/bare" version
expect_equal 'bare 0.1.0' "$(<"$OUT")" "output"
expect_exit 0 "$folder/rel/bin/bare" eval 'IO.puts(System.get_env("GREETING"))'
expect_equal "$folder/rel/releases/0.1.0" "$(<"$OUT")" "output"
