#!/usr/bin/env bash
# With -heart, a node that is killed is started again below the same launcher, with its hooks still to come; `stop` ends both.
# labels: e2e slow

# shellcheck disable=SC2016 # what stands in single quotes is for the launcher

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
set_in_plan "$release" 'hooks => #{before_start => [[<<"echo">>, <<"before_start">>]], after_start => [[<<"echo">>, <<"after_start">>]],
   before_stop => [[<<"echo">>, <<"before_stop">>]], after_stop => [[<<"echo">>, <<"after_stop">>]]}'
printf -- '-heart\n' >>"$release/releases/0.1.0/vm.args"

is_another() {
    local pid
    pid=$("$bare" pid) && [[ $pid != "$node" ]]
}
no_heart() { ! pgrep -f -x "(.*/)?heart -pid $1( .*)?" >/dev/null; }

# started_again: the node is killed, and another one comes below the same launcher.
started_again() {
    node=$("$bare" pid)
    kill -KILL "$node"
    wait_for 30 is_another
    wait_for 10 no_heart "$node"
    is_running "$BACKGROUND_PID" || fail "the launcher ended with the node"
    node=$("$bare" pid)
    expect_equal "$BACKGROUND_PID" "$(ps -o ppid= -p "$node" | tr -d ' ')" "parent of the new node"
    expect_equal 1 "$(pgrep -c -P "$BACKGROUND_PID" -x beam.smp)" "nodes"
}

start_release "$release"
started_again
expect_exit 0 "$bare" stop
wait_for 15 e2e_has_ended "$BACKGROUND_PID"
wait_for 15 no_heart "$node"
expect_equal 'before_start after_start before_stop after_stop' "$(grep -E '^(before|after)' "$LOG" | paste -sd ' ')" "hooks"

# The user's own command comes to the same parent.
start_release "$release" HEART_COMMAND="$bare daemon"
started_again
# Asked to end while heart is about to start the node again: it does not come back.
kill -STOP "$(pgrep -f -x "(.*/)?heart -pid $node( .*)?")"
kill -KILL "$node"
wait_for 10 sh -c "! kill -0 $node 2>/dev/null"
kill -TERM "$BACKGROUND_PID"
wait_for 15 e2e_has_ended "$BACKGROUND_PID"
wait_for 15 no_heart "$node"
status=0
wait "$BACKGROUND_PID" || status=$?
expect_equal 137 "$status" "exit status"
expect_exit 1 "$bare" pid

# A system that the node itself starts is another one.
start_release "$release"
inner=$TEST_TMP/logs/inner.log
expect_exit 0 "$bare" rpc "System.cmd(\"sh\", [\"-c\", \"RELEASE_NODE=inner exec $bare start >$inner 2>&1 &\"])"
wait_for 30 grep -q '^bare runs on inner@' "$inner"
expect_exit 0 env RELEASE_NODE=inner "$bare" stop
wait_for 20 grep -q '^after_stop$' "$inner"
expect_exit 0 "$bare" rpc 'IO.puts("runs")'
stop_release
