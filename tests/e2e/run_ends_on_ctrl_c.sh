#!/usr/bin/env bash
# Ctrl-C in a terminal stops what `slipway run` started in order, with status 0: without a container, in runc, in Docker.
# labels: e2e docker slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/engines.sh
source "$REPO/tests/e2e/engines.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
e2e_build image "$PWD" "$SLIPWAY" image -t bare:1 -o "$TEST_TMP/bare.tar"

# ends_on_ctrl_c NAME WORD...: types Ctrl-C once the system runs.
ends_on_ctrl_c() {
    local name=$1 status=0
    shift
    types "$SLIPWAY" run "$@" <<<$'bare runs on\t^C' >"$TEST_TMP/logs/$name.log" 2>&1 || status=$?
    expect_equal 0 "$status" "status of $name after Ctrl-C"
    # The menu of the emulator's break handler.
    expect_not_contains "$TEST_TMP/logs/$name.log" 'BREAK: \(a\)bort|not seen'
}

ends_on_ctrl_c plain --no-container
ends_on_ctrl_c runc --engine runc -e "ERL_EPMD_PORT=$ERL_EPMD_PORT" "$TEST_TMP/bare.tar"
expect_equal '' "$(find "$TMPDIR" -maxdepth 1 -name 'slipway-run-*')" "folders that were left behind"

start_dockerd
PATH=$(e2e_peer docker.io)/usr/bin:$PATH
ends_on_ctrl_c docker --engine docker "$TEST_TMP/bare.tar"
expect_equal '' "$(docker ps --all --quiet)" "containers that are left"
