#!/usr/bin/env bash
# A before_start that fails, or is asked to end, keeps the system from starting: with its exit status, in the background, too.
# labels: e2e

# shellcheck disable=SC2016 # what stands in single quotes is for the launcher

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare

set_in_plan "$release" 'hooks => #{before_start => [[<<"eval">>, <<"System.halt(7)">>], [<<"touch">>, <<"'"$TEST_TMP"'/second">>]]}'
for command in start daemon start_iex daemon_iex; do
    expect_exit 7 "$bare" "$command"
    expect_contains "$ERR" "^ERROR: the hook before_start failed: eval 'System.halt\(7\)' exited with status 7; the system is not started$"
done
[[ ! -e $TEST_TMP/second ]] || fail "the second step ran"
[[ ! -e $release/tmp/pipe ]] || fail "a daemon was started"

set_in_plan "$release" 'hooks => #{before_start => [[<<"no-such-program">>]]}'
expect_exit 127 "$bare" start
expect_contains "$ERR" '^ERROR: there is no program "no-such-program" in PATH, and no command of that name$'
set_in_plan "$release" 'hooks => #{before_start => [[<<"sh">>, <<"-c">>, <<"kill -KILL $$$$">>]]}'
expect_exit 137 "$bare" start
expect_contains "$ERR" '^ERROR: the hook before_start failed: .* was ended by signal 9 \(Killed\)'

# One that takes its time is ended with the launcher: as process 1, too, to which the kernel gives no signal that it
# does not wait for.
waits='hooks => #{before_start => [[<<"sh">>, <<"-c">>, <<"echo waits; exec sleep 300">>]]}'
set_in_plan "$release" "$waits"
start_background waits "$bare" start
wait_for 10 grep -q waits "$TEST_TMP/logs/waits.log"
stop_pid "$BACKGROUND_PID"
expect_equal 143 "$STOP_STATUS" "exit status"
expect_contains "$TEST_TMP/logs/waits.log" 'was ended by signal 15 \(Terminated\); the system is not started$'

start_background first unshare --map-root-user --pid --fork --kill-child "$bare" start
wait_for 10 grep -q waits "$TEST_TMP/logs/first.log"
kill -TERM "$(pgrep -P "$BACKGROUND_PID")"
status=0
wait "$BACKGROUND_PID" || status=$?
expect_equal 143 "$status" "exit status of process 1"

# A step that ends well at the signal, whenever it comes, is the last one.
set_in_plan "$release" 'hooks => #{before_start => [
  [<<"sh">>, <<"-c">>, <<"trap \"exit 0\" TERM; echo waits; while :; do sleep 0.1; done">>],
  [<<"touch">>, <<"'"$TEST_TMP"'/second">>]]}'
start_background stubborn "$bare" start
wait_for 10 grep -q waits "$TEST_TMP/logs/stubborn.log"
stop_pid "$BACKGROUND_PID"
expect_equal 143 "$STOP_STATUS" "exit status"
expect_contains "$TEST_TMP/logs/stubborn.log" 'asked to end by signal 15 while the hook before_start ran; the system is not started$'
[[ ! -e $TEST_TMP/second ]] || fail "the second step ran"

# Nobody has to stay for before_start alone: the launcher becomes the VM.
set_in_plan "$release" 'hooks => #{before_start => [[<<"true">>]]}'
start_release "$release"
expect_equal "$BACKGROUND_PID" "$("$bare" pid)" "process ids"
stop_release
