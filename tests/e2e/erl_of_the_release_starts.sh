#!/usr/bin/env bash
# erts-VSN/bin/erl starts a VM from wherever the release stands, and by a link.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
moved="$TEST_TMP/a folder"
mv "$release" "$moved"
rm -rf "$TEST_TMP/bare"
ln -s "$moved"/erts-*/bin/erl "$TEST_TMP/linked"

for erl in "$moved"/erts-*/bin/erl "$TEST_TMP/linked"; do
    expect_exit 0 env PATH=/usr/bin:/bin "$erl" -boot "$moved/releases/0.1.0/start_clean" \
        -boot_var RELEASE_LIB "$moved/lib" -noshell -eval 'io:put_chars([code:root_dir(), $\n]), halt(0).'
    expect_equal "$moved" "$(<"$OUT")" "root of $erl"
done
# The programs beside it are for it and the release's own use.
expect_exit 0 "$moved"/erts-*/bin/epmd -port "$ERL_EPMD_PORT" -daemon
