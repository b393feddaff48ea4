#!/usr/bin/env bash
# What skopeo pushed, as OCI's manifests and as Docker's, and for several platforms, is pulled byte for byte, into a layout
# and into an archive, a second time without fetching anything, and by its digest without the registry.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/registry.sh
source "$REPO/tests/e2e/registry.sh"

e2e_need_slipway
start_registry main
small_image "$TEST_TMP/layout" app one two three
skopeo copy --quiet --dest-tls-verify=false "oci:$TEST_TMP/layout:app" "docker://$REGISTRY/team/app:oci"
skopeo copy --quiet --dest-tls-verify=false --format v2s2 "oci:$TEST_TMP/layout:app" "docker://$REGISTRY/team/app:docker"
digest_of() { skopeo inspect --tls-verify=false --format '{{.Digest}}' "docker://$REGISTRY/$1"; }

for kind in oci docker; do
    expect_exit 0 "$SLIPWAY" pull "$REGISTRY/team/app:$kind" -o "oci:$TEST_TMP/$kind" --json
    expect_equal "$(digest_of "team/app:$kind")" "$(jq -r .digest "$OUT")" "digest"
    # skopeo reads no manifest of Docker's type in a layout, so the file is asked.
    expect_equal "$(digest_of "team/app:$kind")" "$(jq -r '.manifests[0].digest' "$TEST_TMP/$kind/index.json")" "digest in the layout"
    expect_exit 0 "$SLIPWAY" pull "$REGISTRY/team/app:$kind" -o "$TEST_TMP/$kind.tar"
    skopeo inspect "docker-archive:$TEST_TMP/$kind.tar" >/dev/null
done
umoci unpack --rootless --image "$TEST_TMP/oci:oci" "$TEST_TMP/bundle" >/dev/null 2>&1
expect_equal "one two three" "$(cat "$TEST_TMP"/bundle/rootfs/text? | tr '\n' ' ' | sed 's/ $//')" "content"

# Again: nothing moves.
expect_exit 0 "$SLIPWAY" pull "$REGISTRY/team/app:oci" -o "$TEST_TMP/image.tar" --json
expect_equal 0 "$(jq .fetched "$OUT")" "bytes"
skopeo inspect "oci-archive:$TEST_TMP/image.tar" >/dev/null
expect_exit 0 "$SLIPWAY" cache show
expect_contains "$OUT" 'registry: images of registries'

# An index: its image for this machine, or for the one that is asked for.
manifest=$(skopeo inspect --raw "oci:$TEST_TMP/layout:app" | sha256sum | cut -d ' ' -f 1)
size=$(stat -c %s "$TEST_TMP/layout/blobs/sha256/$manifest")
printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%s,"platform":{"os":"linux","architecture":"amd64"}}]}' \
    "$manifest" "$size" >"$TEST_TMP/index"
# The layout has it as its only image; so `push` brings the index with what it names.
index=$(sha256sum <"$TEST_TMP/index" | cut -d ' ' -f 1)
cp -r "$TEST_TMP/layout" "$TEST_TMP/many"
cp "$TEST_TMP/index" "$TEST_TMP/many/blobs/sha256/$index"
printf '{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.index.v1+json","digest":"sha256:%s","size":%s}]}' \
    "$index" "$(stat -c %s "$TEST_TMP/index")" >"$TEST_TMP/many/index.json"
expect_exit 0 "$SLIPWAY" push "oci:$TEST_TMP/many" "$REGISTRY/team/app:many"
expect_equal "sha256:$index" "sha256:$(skopeo inspect --raw --tls-verify=false "docker://$REGISTRY/team/app:many" | sha256sum | cut -d ' ' -f 1)" "the index"
expect_exit 0 "$SLIPWAY" pull "$REGISTRY/team/app:many" -o "oci:$TEST_TMP/one" --platform linux/amd64
expect_exit 1 "$SLIPWAY" pull "$REGISTRY/team/app:many" -o "oci:$TEST_TMP/other" --platform linux/s390x
expect_contains "$ERR" 'is there for linux/amd64, and linux/s390x is needed'

# What is not there.
expect_exit 1 "$SLIPWAY" pull "$REGISTRY/team/app:none" -o "oci:$TEST_TMP/none"
expect_contains "$ERR" 'there is no such image in the registry, which was asked anonymously'
[[ ! -e $TEST_TMP/none ]] || fail "a layout was made of nothing"
expect_exit 2 "$SLIPWAY" pull "$REGISTRY/team/app:oci"

# By its digest, the cache is enough.
digest=$(digest_of team/app:oci)
stop_registry main
expect_exit 0 "$SLIPWAY" pull "$REGISTRY/team/app@$digest" -o "oci:$TEST_TMP/offline"
expect_exit 1 "$SLIPWAY" pull "$REGISTRY/team/app:oci" -o "oci:$TEST_TMP/offline2"
expect_contains "$ERR" "Couldn't connect|connect to localhost"
expect_exit 0 "$SLIPWAY" cache clean
expect_exit 1 "$SLIPWAY" pull "$REGISTRY/team/app@$digest" -o "oci:$TEST_TMP/offline"
