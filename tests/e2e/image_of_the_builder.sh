#!/usr/bin/env bash
# `slipway image --builder` puts Slipway and what it needs upon a base, which stays as it was; it works there, also with
# registries.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/engines.sh
source "$REPO/tests/e2e/engines.sh"
# shellcheck source=tests/e2e/registry.sh
source "$REPO/tests/e2e/registry.sh"

e2e_need_slipway
# A base with nothing but a shell, so that all of Slipway's libraries have to come along.
mkdir -p "$TEST_TMP/root/bin" "$TEST_TMP/root/tmp" "$TEST_TMP/work"
cp /bin/busybox "$TEST_TMP/root/bin/busybox"
ln -s busybox "$TEST_TMP/root/bin/sh"
tar -C "$TEST_TMP/root" -cf "$TEST_TMP/root.tar" .
cd "$TEST_TMP/work"
# Not of this image.
printf '[image]\nports = [4000]\nenv = { A = "1" }\n' >slipway.toml

expect_exit 0 "$SLIPWAY" image --builder --base "$TEST_TMP/root.tar" -t team/builder:1 -o "oci:$TEST_TMP/layout"
expect_contains "$ERR" 'has no mix'
expect_contains "$OUT" 'Image team/builder:1'
# shellcheck disable=SC2016 # the user's shell knows PWD
expect_contains "$OUT" 'docker run --rm -v "\$PWD:/project" -w /project team/builder:1 slipway build'
skopeo inspect --config "oci:$TEST_TMP/layout:1" >"$TEST_TMP/config.json"
expect_equal '[null,null,null,null,"slipway-builder"]' "$(jq -c '[.config.User, .config.Entrypoint, .config.Env,
    .config.ExposedPorts, .config.Labels["org.opencontainers.image.title"]]' "$TEST_TMP/config.json")" "configuration"
expect_equal 2 "$(jq '.rootfs.diff_ids | length' "$TEST_TMP/config.json")" "layers"

unpack_bundle builder "$TEST_TMP/layout:1"
image=$TEST_TMP/builder/rootfs
cmp "$SLIPWAY" "$image/usr/local/bin/slipway" || fail "another program"
expect_equal "$("$SLIPWAY" --version)" "$(chroot "$image" /usr/local/bin/slipway --version)" "version"
start_registry main
expect_exit 0 "$SLIPWAY" image --builder --base "oci:$TEST_TMP/layout:1" --push -t "$REGISTRY/team/builder:2" --quiet
TMPDIR=/tmp expect_exit 0 chroot "$image" /usr/local/bin/slipway pull "$REGISTRY/team/builder:2" -o oci:/pulled
[[ -f $image/pulled/index.json ]] || fail "nothing was pulled"

# The same bytes again; nothing of the release's options is taken in silence.
SOURCE_DATE_EPOCH=1700000000 expect_exit 0 "$SLIPWAY" image --builder --base "$TEST_TMP/root.tar" -o "$TEST_TMP/one.tar"
SOURCE_DATE_EPOCH=1700000000 expect_exit 0 "$SLIPWAY" image --builder --base "$TEST_TMP/root.tar" -o "$TEST_TMP/two.tar"
cmp "$TEST_TMP/one.tar" "$TEST_TMP/two.tar" || fail "two runs made different bytes"
expect_exit 2 "$SLIPWAY" image --builder
expect_contains "$ERR" '--builder needs an image with Elixir as its base'
expect_exit 2 "$SLIPWAY" image --builder --base "$TEST_TMP/root.tar" shop
expect_contains "$ERR" 'not of the release shop'
expect_exit 2 "$SLIPWAY" image --builder --base "$TEST_TMP/root.tar" --port 4000
expect_contains "$ERR" '--port belongs to the image of a release'
