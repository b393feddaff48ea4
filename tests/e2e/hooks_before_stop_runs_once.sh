#!/usr/bin/env bash
# before_stop runs once while the system still answers: for SIGTERM, for `stop`, and for both at once.
# labels: e2e

# shellcheck disable=SC2016 # what stands in single quotes is for the launcher

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
set_in_plan "$release" 'hooks => #{
   before_stop => [[<<"rpc">>, <<"IO.puts(\"before_stop\")">>], [<<"sh">>, <<"-c">>, <<"touch $TEST_TMP/${CASE}; sleep 1">>]],
   after_stop => [[<<"echo">>, <<"after_stop">>]]}'
sed -i "s|touch \$TEST_TMP|touch $TEST_TMP|" "$release"/releases/*/launch.term

# expect_stopped_once CASE
expect_stopped_once() {
    local status=0
    wait_for 20 e2e_has_ended "$BACKGROUND_PID"
    wait "$BACKGROUND_PID" || status=$?
    expect_equal 0 "$status" "exit status of the launcher ($1)"
    expect_equal 'before_stop after_stop' "$(grep -E '^(before|after)' "$LOG" | paste -sd ' ')" "hooks ($1)"
    [[ -e $TEST_TMP/$1 ]] || fail "the second step did not run ($1)"
    expect_contains "$LOG" 'SIGTERM received - shutting down'
}

start_release "$release" CASE=signal
kill -TERM "$BACKGROUND_PID"
expect_stopped_once signal

start_release "$release" CASE=stop
expect_exit 0 "$bare" stop
expect_stopped_once stop

start_release "$release" CASE=both
"$bare" stop >"$OUT" 2>"$ERR" &
stopping=$!
kill -TERM "$BACKGROUND_PID"
wait_for 20 test -e "$TEST_TMP/both"
kill -TERM "$BACKGROUND_PID"
expect_stopped_once both
# It may have come too late to reach the node.
wait "$stopping" || true

# A system that has not booted up to its end has nothing to stop for.
start_release "$release" CASE=early ERL_AFLAGS='-eval timer:sleep(infinity)'
stop_release
expect_equal 'after_stop' "$(grep -E '^(before|after)' "$LOG" | paste -sd ' ')" "hooks"

# Where the system ends by itself, only after_stop is left to run.
start_release "$release" CASE=itself
expect_exit 0 "$bare" rpc 'System.stop(5)'
status=0
wait "$BACKGROUND_PID" || status=$?
expect_equal 5 "$status" "exit status"
expect_equal 'after_stop' "$(grep -E '^(before|after)' "$LOG" | paste -sd ' ')" "hooks"
