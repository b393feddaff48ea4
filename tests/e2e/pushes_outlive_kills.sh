#!/usr/bin/env bash
# The pusher is killed in the middle, then the registry: the next push completes, and what had arrived is not sent again.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/registry.sh
source "$REPO/tests/e2e/registry.sh"

e2e_need_slipway
start_registry main
# One of them large enough to be hit.
random_image "$TEST_TMP/layout" app 1 2 3 200
push() { "$SLIPWAY" push "oci:$TEST_TMP/layout:app" "$REGISTRY/team/app:1" --json; }

# The uploads of a registry lie in files that grow.
upload_is_under_way() {
    find "$E2E_REGISTRIES/main/data/docker/registry/v2/repositories/team/app/_uploads" -name data -size +4M | grep -q .
}
# small_ones_are_there: the three small layers.
small_ones_are_there() { (($(registry_count main PUT '/blobs/uploads/') >= 3)); }

start_background pusher "$SLIPWAY" push "oci:$TEST_TMP/layout:app" "$REGISTRY/team/app:1" --chunk-size 4
wait_for 20 upload_is_under_way
wait_for 20 small_ones_are_there
kill -KILL "$BACKGROUND_PID"
wait "$BACKGROUND_PID" 2>/dev/null || true
skopeo inspect --tls-verify=false "docker://$REGISTRY/team/app:1" >/dev/null 2>&1 && fail "the tag is there already"

# The registry goes while the rest is on its way, and comes back.
started=$(registry_count main POST '/blobs/uploads/')
begun_again() { (($(registry_count main POST '/blobs/uploads/') > started)); }
start_background second "$SLIPWAY" push "oci:$TEST_TMP/layout:app" "$REGISTRY/team/app:1" --chunk-size 4 --json
pusher=$BACKGROUND_PID
wait_for 20 begun_again
stop_registry main
start_registry main
wait_status=0
wait "$pusher" || wait_status=$?
expect_equal 0 "$wait_status" "exit status of the push that saw the registry go"
expect_contains "$TEST_TMP/logs/second.log" 'again in .* s \(attempt'

expect_same_image "$TEST_TMP/layout:app" team/app:1
# Each of the small ones was sent once.
for blob in "$TEST_TMP"/layout/blobs/sha256/*; do
    size=$(stat -c %s "$blob")
    ((size > 900000 && size < 4000000)) || continue
    expect_equal 1 "$(grep -c "\"PUT [^ ]*digest=sha256%3A$(basename "$blob").*\" 201" "$E2E_REGISTRIES/main/access.log")" \
        "how often a small layer was sent"
done
expect_exit 0 push
expect_equal 0 "$(jq .pushed[0].sent "$OUT")" "bytes of a third push"
