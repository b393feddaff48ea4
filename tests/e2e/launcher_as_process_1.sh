#!/usr/bin/env bash
# As process 1 of a container the launcher waits for orphans, hands signals on and ends with the system's status.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare

# start_first NAME [VARIABLE=VALUE...]: sets FIRST to the process that is 1 in a pid namespace of its own.
start_first() {
    local name=$1
    shift
    LOG=$TEST_TMP/logs/$name.log
    start_background "$name" unshare --map-root-user --pid --fork --kill-child --mount-proc env "$@" "$bare" start
    wait_for 60 grep -q 'bare runs on' "$LOG"
    FIRST=$(pgrep -P "$BACKGROUND_PID")
    expect_equal 1 "$(awk '/^NSpid:/ { print $NF }' "/proc/$FIRST/status")" "process id in its namespace"
}
children() { ps -o stat=,comm= --ppid "$FIRST"; }
expect_ended_with() {
    local status=0
    wait_for 20 e2e_has_ended "$BACKGROUND_PID"
    wait "$BACKGROUND_PID" || status=$?
    expect_equal "$1" "$status" "exit status"
}

start_first stopped
expect_equal 'beam.smp epmd' "$(children | awk '{ print $2 }' | sort | paste -sd ' ')" "children"
# Processes whose parent ends first become ours: one that ends soon, and one that does not.
inside() { nsenter -t "$FIRST" -U -m -p -- "$@"; }
inside sh -c 'sh -c "sleep 0.5; exit 3" & sleep 300 & exit 0' </dev/null >/dev/null 2>&1
expect_contains "$(children)" ' sh$'
wait_for 10 sh -c "! ps -o comm= --ppid $FIRST | grep -q '^sh'"
expect_equal 'beam.smp epmd sleep' "$(children | awk '{ print $2 }' | sort | paste -sd ' ')" "children"
expect_not_contains "$(children)" '^Z'
peak=$(awk '/^VmHWM:/ { print $2 }' "/proc/$FIRST/status")
echo "peak of process 1: $peak kB"
((peak < 3072)) || fail "process 1 takes $peak kB"
kill -TERM "$FIRST"
expect_ended_with 0
expect_contains "$LOG" 'SIGTERM received - shutting down'

# The kernel ends what is left in the namespace with process 1: these commands, too.
start_first asked
inside "$bare" stop || true
expect_ended_with 0
start_first halted
inside "$bare" rpc 'System.halt(3)' || true
expect_ended_with 3
start_first killed
kill -KILL "$(pgrep -P "$FIRST" -x beam.smp)"
expect_ended_with 137

# With -heart a node that was killed comes back, and the container goes on.
printf -- '-heart\n' >>"$release/releases/0.1.0/vm.args"
start_first beating
node=$(pgrep -P "$FIRST" -x beam.smp)
kill -KILL "$node"
is_another() {
    local pid
    pid=$(pgrep -P "$FIRST" -x beam.smp) && [[ $pid != "$node" ]]
}
wait_for 30 is_another
wait_for 30 sh -c "[ \$(grep -c 'bare runs on' '$LOG') = 2 ]"
expect_equal 1 "$(pgrep -c -P "$FIRST" -x beam.smp)" "nodes"
kill -TERM "$FIRST"
expect_ended_with 0
