#!/usr/bin/env bash
# A release runs wherever it is moved to: another folder, one with blanks, through a link.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release exrelease)
mkdir -p "$TEST_TMP/a folder/größer"
moved="$TEST_TMP/a folder/größer/the release"
mv "$release" "$moved"
# Nothing may look at the place of the build any more.
rm -rf "$TEST_TMP/exrelease"
cd /

start_example "$moved"
expect_contains "$(http_get "$URL/")" '<dd id="protocols">yes</dd>'
expect_exit 0 "$moved/bin/exrelease" rpc 'IO.puts(:code.root_dir())'
expect_equal "$moved" "$(<"$OUT")" "root"
stop_release

ln -s "$moved" "$TEST_TMP/current"
start_example "$TEST_TMP/current"
expect_equal ok "$(http_get "$URL/health")" "health"
stop_release
