#!/usr/bin/env bash
# Static files get names that hold their content, in a folder that a second run leaves alone; old versions can be removed.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
cd "$TEST_TMP"
mkdir -p priv/static/css priv/static/images
printf 'a{background:url(../images/a.png)}' >priv/static/css/app.css
printf 'a' >priv/static/images/a.png
image=a-$(printf a | md5sum | cut -c 1-32).png
style=app-$(md5sum <priv/static/css/app.css | cut -c 1-32).css

expect_exit 0 "$SLIPWAY" assets
expect_contains "$OUT" '^Digested 2 files, .*: priv/static \([0-9]+ files written\)$'
expect_equal "a{background:url(../images/$image?vsn=d)}" "$(<"priv/static/css/$style")" "style sheet"
expect_equal "$(<"priv/static/css/$style")" "$(gzip --decompress --stdout "priv/static/css/$style.gz")" "compressed"
expect_equal "css/$style" "$(jq -r '.latest["css/app.css"]' priv/static/cache_manifest.json)" "manifest"
expect_equal "$(openssl dgst -sha512 -binary "priv/static/css/$style" | base64 -w 0)" \
    "$(jq -r --arg path "css/$style" '.digests[$path].sha512' priv/static/cache_manifest.json)" "integrity"

find priv -printf '%p %i %T@ %s\n' | sort >before
expect_exit 0 "$SLIPWAY" assets
expect_contains "$OUT" '^Nothing has changed'
find priv -printf '%p %i %T@ %s\n' | sort >after
expect_equal "$(<before)" "$(<after)" "files"

# The same bytes elsewhere, with the same time.
cp -r priv/static other
find other -name '*-????????????????????????????????.*' -delete
find other -name '*.gz' -delete
rm other/cache_manifest.json
SOURCE_DATE_EPOCH=1700000000 "$SLIPWAY" assets other -o one --quiet
(umask 077 && TZ=Asia/Tokyo LC_ALL=C SOURCE_DATE_EPOCH=1700000000 "$SLIPWAY" assets ./other -o "$PWD/two" --quiet)
diff -r one two
expect_equal 63867219200 "$(jq '.digests[].mtime' one/cache_manifest.json | sort -u)" "time"

# A newer version; the older one goes when it is asked for.
printf 'b' >priv/static/images/a.png
expect_exit 0 "$SLIPWAY" assets
expect_exit 0 "$SLIPWAY" assets clean
expect_contains "$OUT" '^Removed 0 files'
expect_exit 0 "$SLIPWAY" assets clean --keep 0
[[ ! -e priv/static/images/$image ]] || fail "the old version is still there"
expect_equal b "$(cat priv/static/images/a-*.png)" "the present version"
expect_exit 0 "$SLIPWAY" assets clean --all
expect_equal 'priv/static/css/app.css priv/static/images/a.png' "$(find priv -type f | sort | paste -sd ' ')" "files"

expect_exit 1 "$SLIPWAY" assets nowhere
expect_contains "$ERR" 'there is no folder nowhere; build the assets first'
expect_exit 2 "$SLIPWAY" assets --keep 1
expect_exit 2 "$SLIPWAY" assets clean --keep one
