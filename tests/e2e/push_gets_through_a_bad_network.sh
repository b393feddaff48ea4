#!/usr/bin/env bash
# Between pusher and registry everything goes wrong once: broken connections, lost answers, answers that may pass, limits
# on the size of a request, ranges that are old. Each time the image arrives whole, and no tag names half of one.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/registry.sh
source "$REPO/tests/e2e/registry.sh"

e2e_need_slipway
start_registry main
random_image "$TEST_TMP/layout" app 1 9
layer=$(blob_of_size "$TEST_TMP/layout" 9 10)
whole="PUT digest=sha256%3A$layer"

# push_through NAME OPTIONS -- RULE...: into a repository of that name.
push_through() {
    local name=$1 options=()
    shift
    while [[ $1 != -- ]]; do
        options+=("$1")
        shift
    done
    shift
    start_fault_proxy "$name" "$@"
    "$SLIPWAY" push "oci:$TEST_TMP/layout:app" "$PROXY/$name/app:1" --no-cache "${options[@]}" \
        >"$TEST_TMP/logs/push-$name.log" 2>&1 || fail "$name: $(tail -n 5 "$TEST_TMP/logs/push-$name.log")"
    expect_same_image "$TEST_TMP/layout:app" "$name/app:1"
    stop_pid "$BACKGROUND_PID"
}
# of_log NAME FILTER: how many requests of the proxy's log the filter of jq selects.
of_log() { jq -c "select($2)" "$TEST_TMP/logs/$1.json" | wc -l; }

push_through cut -- "$whole 1 cut-request=5000000"
expect_contains "$TEST_TMP/logs/push-cut.log" 'again in .* \(attempt 2 of 5\)'
expect_equal 2 "$(of_log cut ".method == \"PUT\" and (.target | contains(\"$layer\"))")" "requests with the layer"

# What arrived although nobody said so is not sent again.
push_through lost -- "$whole 1 lose-response"
expect_equal 1 "$(of_log lost ".method == \"PUT\" and (.target | contains(\"$layer\"))")" "requests with the layer"

push_through passing -- 'POST uploads 1 status=500' 'PUT uploads 1 status=502' 'PUT manifests 1 status=503' \
    'HEAD manifests/1 1 status=429,Retry-After:2' 'GET /v2/ 1 delay=300'
expect_contains "$TEST_TMP/logs/push-passing.log" 'answers 429; again in 2.0 s'

# Too much at once: the same in parts, and no attempt is lost for it.
push_through limited -- "$whole 1 status=413"
expect_not_contains "$TEST_TMP/logs/push-limited.log" 'again in'
expect_equal 3 "$(of_log limited '.method == "PATCH"')" "parts of 4 MiB"

# In parts, of which one is cut, another's answer is lost, and the registry tells old ranges.
push_through parts --chunk-size 1 -- 'PATCH . 3 cut-request=100000' 'PATCH . 7 lose-response' 'PATCH . * range=0-0'

# A connection that breaks each time somewhere in the middle of the whole gets there in parts.
push_through torn -- "$whole 1 cut-request=6000000" "$whole 2 cut-request=6000000"
expect_equal 3 "$(of_log torn '.method == "PATCH" and .status == 202')" "parts"

# What lasts is told, and the tag is not there.
start_fault_proxy denied 'PUT manifests * status=403'
expect_exit 1 "$SLIPWAY" push "oci:$TEST_TMP/layout:app" "$PROXY/denied/app:1" --no-cache
expect_contains "$ERR" 'answers 403.*no credentials were found'
skopeo inspect --tls-verify=false "docker://$REGISTRY/denied/app:1" >/dev/null 2>&1 && fail "the tag is there"
exit 0
