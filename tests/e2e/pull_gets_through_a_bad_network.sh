#!/usr/bin/env bash
# Between registry and puller connections break, answers come late, and blobs are somewhere else: what is pulled is the
# image, nothing is fetched twice, and the password stays with the registry.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/registry.sh
source "$REPO/tests/e2e/registry.sh"

e2e_need_slipway
start_registry main
random_image "$TEST_TMP/layout" app 1 9
layer=$(blob_of_size "$TEST_TMP/layout" 9 10)
"$SLIPWAY" push "oci:$TEST_TMP/layout:app" "$REGISTRY/team/app:1" --quiet
bytes_asked() { jq -r 'select(.target | contains("'"$layer"'")) | .range' "$TEST_TMP/logs/$1.json" | paste -sd ' '; }
expect_pulled() { diff -r "$TEST_TMP/layout/blobs" "$1/blobs" || fail "$1 is another image"; }

# Cut three times, it goes on each time where it was.
start_fault_proxy cut "GET $layer 1 cut-response=3000000" "GET $layer 2 cut-response=3000000" "GET $layer 3 cut-response=1000000" \
    'GET manifests 1 status=503' 'GET manifests 2 status=429,Retry-After:1'
expect_exit 0 "$SLIPWAY" pull "$PROXY/team/app:1" -o "oci:$TEST_TMP/cut" --no-cache
expect_pulled "$TEST_TMP/cut"
expect_equal " bytes=3000000- bytes=6000000- bytes=7000000-" "$(bytes_asked cut)" "what was asked for"

# A run that is killed leaves what it has to the next one.
start_fault_proxy slow "GET $layer 1 cut-response=5000000" "GET $layer 2 status=503"
start_background pull "$SLIPWAY" pull "$PROXY/team/app:1" -o "oci:$TEST_TMP/slow"
# It waits for its next attempt then.
has_part() { find "$XDG_CACHE_HOME" -name "$layer.part" -size +4000k | grep -q .; }
wait_for 20 has_part
kill -KILL "$BACKGROUND_PID"
expect_exit 0 "$SLIPWAY" pull "$PROXY/team/app:1" -o "oci:$TEST_TMP/slow"
expect_pulled "$TEST_TMP/slow"
expect_contains "$(jq -r .range "$TEST_TMP/logs/slow.json")" '^bytes=[45][0-9]{6}-$'

# The blobs are on another host, which gets no password.
start_fault_proxy storage '* /never 1 delay=1'
storage=${PROXY#localhost:}
start_fault_proxy front "* . * basic=anna:secret" "GET blobs * redirect=$storage"
pull() { printf secret | "$SLIPWAY" pull "$PROXY/team/app:1" -o "oci:$TEST_TMP/elsewhere" --username anna --password-stdin --no-cache; }
expect_exit 0 pull
expect_pulled "$TEST_TMP/elsewhere"
expect_equal '[true]' "$(jq -s -c 'map(select(.status != 401)) | map(.authorization) | unique' "$TEST_TMP/logs/front.json")" \
    "whether the registry got the password"
expect_equal '[false]' "$(jq -s -c 'map(.authorization) | unique' "$TEST_TMP/logs/storage.json")" "whether the storage got it"
expect_equal 3 "$(jq -s 'length' "$TEST_TMP/logs/storage.json")" "blobs from the storage"

# What does not come is told, and leaves nothing behind.
start_fault_proxy none "GET $layer * status=403"
expect_exit 1 "$SLIPWAY" pull "$PROXY/team/app:1" -o "oci:$TEST_TMP/none" --no-cache
expect_contains "$ERR" "get sha256:$layer of .*answers 403"
[[ ! -e $TEST_TMP/none ]] || fail "a layout was made of what did not come"
