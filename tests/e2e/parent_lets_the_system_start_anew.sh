#!/usr/bin/env bash
# A program that the system has started can stop it and start it anew, while the first launcher still runs after_stop.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
set_in_plan "$release" "hooks => #{after_stop => [[<<\"sh\">>, <<\"-c\">>, <<\"until test -e $TEST_TMP/started; do sleep 0.1; done\">>]]}"
start_release "$release"
first=$BACKGROUND_PID
cat >"$TEST_TMP/update" <<END
#!/bin/sh
$bare stop
exec $bare start
END
chmod +x "$TEST_TMP/update"
log=$TEST_TMP/logs/second.log
expect_exit 0 "$bare" rpc "System.cmd(\"sh\", [\"-c\", \"setsid $TEST_TMP/update >$log 2>&1 </dev/null &\"])"
wait_for 30 grep -q '^bare runs on' "$log"
is_running "$first" || fail "the first launcher did not wait for after_stop"
touch "$TEST_TMP/started"
wait_for 20 e2e_has_ended "$first"
expect_exit 0 "$bare" rpc 'IO.puts("runs")'
expect_exit 0 "$bare" stop
