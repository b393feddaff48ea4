#!/usr/bin/env bash
# The launcher starts epmd where none runs; the daemon holds none of its descriptors.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
start_release "$release"
epmd -port "$ERL_EPMD_PORT" -names | grep -q '^name bare ' || fail "the node is not registered"
daemon=$(for pid in /proc/[0-9]*; do
    # Other users' processes can't be looked into, and processes end while we look.
    [[ $(readlink "$pid/exe" || true) == "$release/"*/epmd ]] && echo "${pid#/proc/}"
done || true)
expect_not_contains "$(find "/proc/$daemon/fd" -printf '%l\n')" "$TEST_TMP"
# The lock of the cookie's folder ends with the node, not with the daemon.
home=$(find "$release/tmp" -name 'node-*')
flock -n -x "$home" true && fail "the folder of a living node is not locked"
stop_release
flock -n -x "$home" true || fail "the folder of a dead node is locked"
is_running "$daemon" || fail "the daemon ended with the node"
