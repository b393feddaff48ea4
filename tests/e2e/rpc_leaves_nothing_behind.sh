#!/usr/bin/env bash
# Calls leave neither atoms nor processes nor ports on the node: SLIPWAY_TEST_CALLS in a row (2,000; the issue's 10,000 in
# a quiet hour), and 200 at once.
# labels: e2e slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
start_release "$release"

calls=${SLIPWAY_TEST_CALLS:-2000}

in_a_row() {
    local index
    for ((index = 0; index < $1; index++)); do
        "$bare" rpc 'IO.puts("call")' >>"$TEST_TMP/logs/calls.log"
        ((index % 10 != 0)) || "$bare" ping >/dev/null
    done
}
# They sleep long enough to be there all at once: the node then has as many names as it ever needs.
at_once() {
    local index pids=()
    for ((index = 0; index < 200; index++)); do
        "$bare" rpc 'Process.sleep(1500); IO.puts("call")' >>"$TEST_TMP/logs/calls.log" &
        pids+=($!)
    done
    for index in "${pids[@]}"; do wait "$index"; done
}
counts() {
    # The connections of the last calls are closed a moment after them.
    "$bare" rpc '
        Process.sleep(300)
        Enum.each(Process.list(), &:erlang.garbage_collect/1)
        IO.puts("#{:erlang.system_info(:atom_count)} #{length(Process.list())} #{length(Port.list())}" <>
          " #{:erlang.memory(:total)}")'
}

# The first round loads modules and makes the names that are used again.
in_a_row 20
at_once
counts >/dev/null # erlang:memory/1 makes 300 atoms when it is called first
read -r atoms processes ports memory < <(counts)
in_a_row "$calls"
at_once
read -r atoms_after processes_after ports_after memory_after < <(counts)
echo "before: $atoms atoms, $processes processes, $ports ports, $memory bytes"
echo "after:  $atoms_after atoms, $processes_after processes, $ports_after ports, $memory_after bytes"
expect_equal $((20 + 200 + calls + 200)) "$(wc -l <"$TEST_TMP/logs/calls.log")" "answers"
expect_equal "$processes $ports" "$processes_after $ports_after" "processes and ports"
# A name comes back a moment after its connection has ended, so a few more than 200 can be out on a busy machine.
((atoms_after - atoms <= 20)) || fail "$((atoms_after - atoms)) more atoms"
((memory_after - memory <= 1 << 20)) || fail "$((memory_after - memory)) more bytes"
stop_release
