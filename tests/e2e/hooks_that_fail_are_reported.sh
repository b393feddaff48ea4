#!/usr/bin/env bash
# What fails after the start is reported, and the system and the next step go on.
# labels: e2e

# shellcheck disable=SC2016 # what stands in single quotes is for the launcher

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
set_in_plan "$release" 'hooks => #{
   after_start => [[<<"sh">>, <<"-c">>, <<"exit 3">>], [<<"echo">>, <<"second">>]],
   before_stop => [[<<"rpc">>, <<"raise(\"refuses\")">>], [<<"echo">>, <<"third">>]],
   after_stop => [[<<"/nowhere/program">>], [<<"sh">>, <<"-c">>, <<"kill -9 $$$$">>], [<<"echo">>, <<"fourth">>]]}'
start_release "$release"
wait_for 20 grep -q '^second$' "$LOG"
expect_exit 0 "$release/bin/bare" rpc 'IO.puts("runs")'
stop_release
expect_equal "WARNING: the hook after_start failed: sh -c 'exit 3' exited with status 3
second
WARNING: the hook before_stop failed: rpc 'raise(\"refuses\")' exited with status 1
third
ERROR: execute /nowhere/program: No such file or directory
WARNING: the hook after_stop failed: /nowhere/program exited with status 127
WARNING: the hook after_stop failed: sh -c 'kill -9 \$\$' was ended by signal 9 (Killed)
fourth" "$(grep -E '^(WARNING|ERROR|second|third|fourth)' "$LOG")" "reports"

# The launcher has to know when the node ends.
expect_exit 1 env ERL_FLAGS=-detached "$release/bin/bare" start
expect_contains "$ERR" '^ERROR: -detached, and the launcher stays as the parent of the system, .*; remove -detached, or use "daemon"$'

# A hook that still runs as the system ends is asked to end, too.
set_in_plan "$release" 'hooks => #{after_start => [[<<"sh">>, <<"-c">>, <<"echo begins; exec sleep 300">>], [<<"echo">>, <<"next">>]],
   after_stop => [[<<"echo">>, <<"last">>]]}'
start_release "$release"
wait_for 20 grep -q '^begins$' "$LOG"
stop_release
expect_equal "begins
WARNING: the hook after_start failed: sh -c 'echo begins; exec sleep 300' was ended by signal 15 (Terminated)
last" "$(grep -E '^(WARNING|begins|next|last)' "$LOG")" "reports"
