#!/usr/bin/env bash
# What can't be an image is refused with what was seen and what to do, and the image of before stays.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
project=$TEST_TMP/exrelease
copy_fixture exrelease "$project"
e2e_build slipway-release "$project" "$SLIPWAY" release
cd "$project"

# refused STATUS PATTERN ARGUMENT...
refused() {
    local status=$1 pattern=$2
    shift 2
    expect_exit "$status" "$SLIPWAY" image "$@"
    expect_contains "$ERR" "$pattern"
}
printf 'an older image\n' >"$TEST_TMP/image.tar"
output=(-o "$TEST_TMP/image.tar")
refused 1 'App:1' "${output[@]}" -t 'App:1'
refused 1 '1.0\+build' "${output[@]}" -t 'app:1.0+build'
refused 1 '--user: "app" is no user' "${output[@]}" --user app
refused 1 '--port: "http" is no port' "${output[@]}" --port http
refused 1 '--env: "A" is no variable with a value' "${output[@]}" --env A
refused 1 '--env: RELEASE_COOKIE would be readable by all who can pull the image' "${output[@]}" --env RELEASE_COOKIE=a
refused 1 'base localhost:1/debian:12: https://localhost:1: ' "${output[@]}" --base localhost:1/debian:12
refused 1 'there is no /usr/bin/nothing-of-the-kind on this machine' "${output[@]}" --include /usr/bin/nothing-of-the-kind
refused 1 'is a script for /bin/bash|is a script for /usr/bin' "${output[@]}" --include /usr/bin/ldd
refused 1 '"a\\x1b\[2JA" is no reference' "${output[@]}" -t $'a\e[2JA'
refused 2 'takes absolute paths' "${output[@]}" --include psql
SOURCE_DATE_EPOCH=yesterday refused 1 'SOURCE_DATE_EPOCH is "yesterday"' "${output[@]}"
refused 1 "$TEST_TMP/image.tar" -o "$TEST_TMP/image.tar/in-a-file"
mkdir "$TEST_TMP/full"
touch "$TEST_TMP/full/mine"
refused 1 "$TEST_TMP/full" -o "oci:$TEST_TMP/full"
expect_equal mine "$(ls "$TEST_TMP/full")" "files of the user"
expect_equal 'an older image' "$(<"$TEST_TMP/image.tar")" "image of before"

ln -s ../../../../etc/passwd "$TEST_TMP/link"
mkdir -p rel/overlays
cp -P "$TEST_TMP/link" rel/overlays/link
refused 1 'link is a link to ../../../../etc/passwd' "${output[@]}"
rm -r rel/overlays

# A pipe takes the archive.
"$SLIPWAY" image --quiet -o - | tar -t >"$TEST_TMP/list"
expect_contains "$TEST_TMP/list" '^index.json$'
