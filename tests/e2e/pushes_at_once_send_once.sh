#!/usr/bin/env bash
# Sixteen pushes at once into one repository, then a hundred images with shared layers one after another: all succeed, and
# each blob is sent once.
# labels: e2e slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/registry.sh
source "$REPO/tests/e2e/registry.sh"

e2e_need_slipway
start_registry main
small_image "$TEST_TMP/layout" shared one two three

pids=()
for number in {1..16}; do
    umoci tag --image "$TEST_TMP/layout:shared" "at-once-$number"
    "$SLIPWAY" push "oci:$TEST_TMP/layout:at-once-$number" "$REGISTRY/team/app:$number" >"$TEST_TMP/logs/push-$number.log" 2>&1 &
    pids+=($!)
done
for pid in "${pids[@]}"; do
    wait "$pid" || fail "one of the pushes failed: $(tail -n 3 "$TEST_TMP"/logs/push-*.log)"
done

for number in {1..100}; do
    printf '%s\n' "$number" >"$TEST_TMP/own"
    umoci tag --image "$TEST_TMP/layout:shared" next
    umoci insert --rootless --image "$TEST_TMP/layout:next" "$TEST_TMP/own" /own 2>>"$TEST_TMP/logs/umoci.log"
    "$SLIPWAY" push "oci:$TEST_TMP/layout:next" "$REGISTRY/team/app:next-$number" --quiet
done
expect_equal 116 "$(skopeo list-tags --tls-verify=false "docker://$REGISTRY/team/app" | jq '.Tags | length')" "tags"

# Blobs that arrived, each with how often.
sed -nE 's/.*"PUT [^ ]*digest=sha256%3A([0-9a-f]+).*" 201.*/\1/p' "$E2E_REGISTRIES/main/access.log" | sort | uniq -c |
    awk '$1 != 1' >"$TEST_TMP/twice"
expect_equal "" "$(<"$TEST_TMP/twice")" "blobs that were sent more than once"
# Three layers and a configuration, then a layer and a configuration of each.
expect_equal 204 "$(registry_count main PUT '/blobs/uploads/')" "blobs that were sent"
