#!/usr/bin/env bash
# Registries that send what has no end, is nested without end, or is something else than was asked for: a message that says
# what was seen, little memory, and no output.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
start_hostile() {
    start_background "hostile-$1" "$TESTKIT" hostile-registry "$1"
    wait_for 10 test -s "$TEST_TMP/logs/hostile-$1.log"
    REGISTRY=localhost:$(head -n 1 "$TEST_TMP/logs/hostile-$1.log")
}
# expect_refused MODE PATTERN [REFERENCE]: pulling fails so, with a peak of memory below 64 MB.
expect_refused() {
    local mode=$1 pattern=$2 reference=${3:-team/app:1} kilobytes
    start_hostile "$mode"
    expect_exit 1 timeout 60 /usr/bin/time --format 'peak %M' "$SLIPWAY" pull "$REGISTRY/$reference" -o "oci:$TEST_TMP/out" --no-cache
    expect_contains "$ERR" "$pattern"
    # "Command exited with non-zero status 1" stands in front of it.
    kilobytes=$(sed -n 's/^peak //p' "$ERR")
    ((kilobytes < 64 * 1024)) || fail "$mode took $kilobytes kB"
    [[ ! -e $TEST_TMP/out ]] || fail "$mode made an output"
    stop_pid "$BACKGROUND_PID"
}

start_hostile good
expect_exit 0 "$SLIPWAY" pull "$REGISTRY/team/app:1" -o "oci:$TEST_TMP/good" --no-cache

expect_refused endless-manifest 'answers with more than 4194304 bytes, which are not read'
expect_refused endless-fields 'sends header fields without end|header'
expect_refused endless-blob 'sends more than the 1000000 bytes that the manifest tells of'
expect_refused other-blob 'sends sha256:.* instead; it is damaged, or was changed on the way'
expect_refused circle 'redirects to /v2/.* behind 5 others; no more are followed'
expect_refused deep-json 'nested'
expect_refused html 'is "text/html"; the manifest of an image or an index is expected'
expect_refused many-layers 'has 20000 layers; engines take 125 at most'
expect_refused million-layers 'answers with more than 4194304 bytes'
expect_refused huge-config 'has a configuration of 1099511627776 bytes'
expect_refused other-manifest 'the registry sends sha256:.* and that is not sha256:0000' "team/app@sha256:$(printf '0%.0s' {1..64})"
expect_refused nul-type 'the manifest of an image or an index is expected'
# What came from there does not move the cursor.
expect_not_contains "$ERR" $'\e'
