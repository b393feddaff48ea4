#!/usr/bin/env bash
# Names that are not ASCII are what they are in a locale without UTF-8, as in many containers.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/küste"
cd "$TEST_TMP/küste"
mkdir priv
echo deep >priv/größe
expect_exit 0 env -u LANG -u LC_CTYPE LC_ALL=C "$SLIPWAY" release --path "$TEST_TMP/fähre"
expect_equal deep "$(<"$TEST_TMP/fähre/lib/bare-0.1.0/priv/größe")" "the file of priv"
expect_exit 0 env -u LANG -u LC_CTYPE LC_ALL=C "$TEST_TMP/fähre/bin/bare" eval 'IO.puts(:evaluated)'
expect_contains "$OUT" '^evaluated$'
