#!/usr/bin/env bash
# A release without ERTS equals that of Mix and runs on the Erlang in PATH; one with an ERTS from a folder has that.
# labels: e2e peer

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

# project NAME OPTIONS: a copy of `bare` whose release has these options.
project() {
    copy_fixture bare "$TEST_TMP/$1"
    cd "$TEST_TMP/$1"
    add_project_option . "releases: [bare: [$2]]"
}

project without 'include_erts: false, strip_beams: [compress: true]'
expect_release_equals_mix "$PWD"
release=$PWD/by-slipway
[[ ! -e $release/lib/stdlib-4.2 && -z $(find "$release" -maxdepth 1 -name 'erts*') ]] || fail "parts of OTP were copied"
find "$release/lib" -name '*.beam' -exec gzip -t {} +
start_release "$release"
expect_contains "$("$release/bin/bare" rpc 'IO.puts(:code.root_dir())')" '/erlang$'
expect_exit 0 "$release/bin/bare" eval 'IO.puts("evaluated")'
expect_contains "$OUT" '^evaluated$'
stop_release

# A function says which ERTS, too, and is called once.
otp=$(erl -noshell -eval 'io:put_chars(code:root_dir()), halt().')
version=$(erl -noshell -eval 'io:put_chars(erlang:system_info(version)), halt().')
mkdir -p "$TEST_TMP/otp/lib" "$TEST_TMP/otp/bin"
cp -rL "$otp/erts-$version" "$TEST_TMP/otp/"
for application in kernel stdlib sasl compiler crypto; do
    cp -rL "$otp/lib/$application-"* "$TEST_TMP/otp/lib/"
done
cp -L "$otp/bin/start_clean.boot" "$TEST_TMP/otp/bin/"
project function "include_erts: fn -> IO.puts(:asked); \"$TEST_TMP/otp/erts-$version\" end"
expect_release_equals_mix "$PWD"
expect_equal 1 "$(grep -c '^:*asked$' "$TEST_TMP/logs/slipway-release.log")" "calls of the function"
start_release "$PWD/by-slipway"
stop_release

project nowhere 'include_erts: "/nowhere/erts-13.1.5"'
expect_exit 1 "$SLIPWAY" release
expect_contains "$ERR" ':include_erts names /nowhere/erts-13\.1\.5, which is no ERTS: .*erts-VERSION'
[[ ! -e _build/prod/rel ]] || fail "something was written"
