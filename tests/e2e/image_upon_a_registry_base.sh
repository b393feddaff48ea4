#!/usr/bin/env bash
# base = "REGISTRY/NAME:TAG": its digest is noted in slipway.lock and kept until --update-base; it is fetched once, and
# then needs no registry; what is pushed there takes the base's layers over.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/registry.sh
source "$REPO/tests/e2e/registry.sh"
# shellcheck source=tests/e2e/roots.sh
source "$REPO/tests/e2e/roots.sh"

e2e_need_slipway
start_registry main
tar -C "$(merged_debian_root bookworm)" --sort=name -cf "$TEST_TMP/root.tar" .
umoci init --layout "$TEST_TMP/debian"
umoci new --image "$TEST_TMP/debian:1"
umoci config --image "$TEST_TMP/debian:1" --os linux --architecture amd64 --config.env OF_THE_BASE=one
umoci raw add-layer --image "$TEST_TMP/debian:1" "$TEST_TMP/root.tar"
skopeo copy --quiet --dest-tls-verify=false "oci:$TEST_TMP/debian:1" "docker://$REGISTRY/base/debian:12"
base=$(skopeo inspect --tls-verify=false --format '{{.Digest}}' "docker://$REGISTRY/base/debian:12")

project=$TEST_TMP/exrelease
copy_fixture exrelease "$project"
cd "$project"
printf '[image]\nbase = "%s/base/debian:12"\n' "$REGISTRY" >slipway.toml
expect_exit 0 "$SLIPWAY" image --push -t "$REGISTRY/team/app:1" --json
jq .push.pushed[0].blobs "$OUT" >"$TEST_TMP/blobs"
expect_contains "$project/slipway.lock" "^\"$REGISTRY/base/debian:12\" = \"$base\"\$"
# The layer of the base was fetched, for the libraries in it, and did not travel back.
layer=$(skopeo inspect --tls-verify=false "docker://$REGISTRY/base/debian:12" | jq -r '.Layers[0]')
expect_equal mounted "$(jq -r --arg layer "$layer" '.[] | select(.digest == $layer) | .fate' "$TEST_TMP/blobs")" \
    "what became of the base's layer"
skopeo inspect --tls-verify=false --config "docker://$REGISTRY/team/app:1" >"$TEST_TMP/config"
expect_contains "$TEST_TMP/config" 'OF_THE_BASE=one'

# The tag moves; the lock does not.
umoci config --image "$TEST_TMP/debian:1" --config.env OF_THE_BASE=two
skopeo copy --quiet --dest-tls-verify=false "oci:$TEST_TMP/debian:1" "docker://$REGISTRY/base/debian:12"
e2e_build slipway-locked "$project" "$SLIPWAY" image -o "oci:$TEST_TMP/locked" -t app:1
expect_contains "$(skopeo inspect --config "oci:$TEST_TMP/locked:1")" 'OF_THE_BASE=one'
e2e_build slipway-moved "$project" "$SLIPWAY" image -o "oci:$TEST_TMP/moved" -t app:1 --update-base
expect_contains "$TEST_TMP/logs/slipway-moved.log" 'from now on \(slipway.lock\)'
expect_contains "$(skopeo inspect --config "oci:$TEST_TMP/moved:1")" 'OF_THE_BASE=two'
expect_not_contains "$project/slipway.lock" "$base"

# Without the registry.
stop_registry main
e2e_build slipway-offline "$project" "$SLIPWAY" image -o "oci:$TEST_TMP/offline" -t app:1
diff -r "$TEST_TMP/moved" "$TEST_TMP/offline" || fail "the image without a registry is another"

printf 'no lock\n' >slipway.lock
expect_exit 1 "$SLIPWAY" image
expect_contains "$ERR" 'slipway.lock:1: '
