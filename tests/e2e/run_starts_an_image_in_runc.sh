#!/usr/bin/env bash
# `run --engine runc` unpacks an image, runs it read-only on this network, stops it in order and leaves nothing behind.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

((EUID == 0)) || skip "needs root, for runc"
e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
for output in "$TEST_TMP/bare.tar" "oci:$TEST_TMP/layout"; do
    e2e_build image "$PWD" "$SLIPWAY" image -t bare:1 -o "$output"
done
run=("$SLIPWAY" run --engine runc -e "ERL_EPMD_PORT=$ERL_EPMD_PORT")

for image in "$TEST_TMP/bare.tar" "oci:$TEST_TMP/layout" "oci:$TEST_TMP/layout:1"; do
    expect_exit 0 "${run[@]}" "$image" -e GREETING=hello -- eval 'IO.puts(System.get_env("GREETING"))'
    expect_contains "$OUT" '^hello$'
done
expect_exit 3 "${run[@]}" "$TEST_TMP/bare.tar" -- eval 'System.halt(3)'

start_background container "${run[@]}" "$TEST_TMP/bare.tar"
wait_for 60 grep -q '^bare runs on' "$TEST_TMP/logs/container.log"
stop_pid "$BACKGROUND_PID"
expect_equal 0 "$STOP_STATUS" "exit status after SIGTERM"
expect_equal '' "$(find "$TMPDIR" -maxdepth 1 -name 'slipway-run-*')" "folders that were left behind"
