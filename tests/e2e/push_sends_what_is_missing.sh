#!/usr/bin/env bash
# A registry gets what it does not have: all of the first image, one layer of the next, nothing of the same again, and
# nothing that another repository has. skopeo finds there what was pushed, byte for byte.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/registry.sh
source "$REPO/tests/e2e/registry.sh"

e2e_need_slipway
project=$TEST_TMP/exrelease
copy_fixture exrelease "$project"
start_registry main
cd "$project"

# What there is of an archive, what of the command that builds: the same image.
e2e_build slipway-image "$project" "$SLIPWAY" image -o oci:"$TEST_TMP/layout" -t exrelease:1
expect_exit 0 "$SLIPWAY" image --push -t "$REGISTRY/team/app:1" -t "$REGISTRY/team/app:latest" --json \
    --digest-file "$TEST_TMP/digest"
digest=$(<"$TEST_TMP/digest")
expect_equal "$digest" "$(jq -r .push.digest "$OUT")" "digest"
skopeo inspect --tls-verify=false "docker://$REGISTRY/team/app:latest" >"$TEST_TMP/inspected"
expect_equal "$digest" "$(jq -r .Digest "$TEST_TMP/inspected")" "digest"
skopeo copy --quiet --src-tls-verify=false "docker://$REGISTRY/team/app:1" "oci:$TEST_TMP/copied:1"
diff -r "$TEST_TMP/layout/blobs" "$TEST_TMP/copied/blobs" || fail "skopeo got other blobs"

# The same again: two questions, one for each name.
requests=$(wc -l <"$E2E_REGISTRIES/main/access.log")
expect_exit 0 "$SLIPWAY" push "oci:$TEST_TMP/layout" "$REGISTRY/team/app:1"
expect_contains "$OUT" 'The repository had all of it'
expect_equal 3 "$(($(wc -l <"$E2E_REGISTRIES/main/access.log") - requests))" "requests"

# One changed line: the layer of the application, and the configuration.
sed -i 's/<title>/<title>A change: /' lib/exrelease/*.ex
expect_exit 0 "$SLIPWAY" image --push -t "$REGISTRY/team/app:2" --json
expect_equal '4 present, 2 sent' \
    "$(jq -r '.push.pushed[0].blobs | group_by(.fate) | map("\(length) \(.[0].fate)") | join(", ")' "$OUT")" "blobs"

# Another repository takes all of it over.
expect_exit 0 "$SLIPWAY" push "oci:$TEST_TMP/layout" "$REGISTRY/other/app:1" --json
expect_equal '["mounted"]' "$(jq -c '[.pushed[0].blobs[].fate] | unique' "$OUT")" "what became of the blobs"
expect_equal 0 "$(jq .pushed[0].sent "$OUT")" "bytes"

# Names that can't be pushed to.
expect_exit 2 "$SLIPWAY" push
expect_contains "$ERR" 'slipway push \[IMAGE\] REGISTRY/NAME:TAG'
expect_exit 2 "$SLIPWAY" image --push --no-compile
expect_contains "$ERR" '--push -t REGISTRY/NAME:TAG'
expect_exit 1 "$SLIPWAY" push "$TEST_TMP/missing.tar" "$REGISTRY/team/app:1"
expect_contains "$ERR" 'there is no .*missing.tar'
expect_exit 1 "$SLIPWAY" push "oci:$TEST_TMP/layout" "$REGISTRY/team/app@sha256:$(printf '0%.0s' {1..64})"
expect_contains "$ERR" 'names another image than what is pushed'
