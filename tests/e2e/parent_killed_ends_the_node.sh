#!/usr/bin/env bash
# A launcher that stays as the parent and is killed takes the system with it: in order, as after SIGTERM.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
set_in_plan "$release" 'hooks => #{after_start => [[<<"sh">>, <<"-c">>, <<"echo hook; exec sleep 300">>]]}'
start_release "$release"
wait_for 20 grep -q '^hook$' "$LOG"
node=$("$release/bin/bare" pid)
hook=$(pgrep -P "$BACKGROUND_PID" -x sleep)
kill -KILL "$BACKGROUND_PID"
wait_for 15 e2e_has_ended "$node"
wait_for 15 e2e_has_ended "$hook"
expect_contains "$LOG" 'SIGTERM received - shutting down'
