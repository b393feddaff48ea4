#!/usr/bin/env bash
# A call that takes longer than the net tick time goes on: one that is silent, one whose output nobody takes, one that
# waits for input, and a shell in which nothing is typed.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
# The node gives up a peer of which it heard nothing for 4 s.
printf -- '-kernel net_ticktime 4\n' >>"$release/releases/0.1.0/vm.args"
start_release "$release"
expect_exit 0 "$bare" rpc 'IO.inspect(:net_kernel.get_net_ticktime())'
expect_equal 4 "$(<"$OUT")" "net tick time"

start_background silent "$bare" rpc 'Process.sleep(9000); IO.puts("done")'
silent=$BACKGROUND_PID
# More than any buffer holds.
"$bare" rpc 'IO.write(String.duplicate("x", 30_000_000)); IO.write("done")' | { sleep 9 && wc -c; } >"$TEST_TMP/taken" &
taking=$!
{ sleep 9 && echo later; } | "$bare" rpc 'IO.puts("read " <> IO.gets(""))' >"$TEST_TMP/read" &
reading=$!
{ echo '1 + 1' && sleep 9 && echo '40 + 2'; } | "$bare" remote >"$TEST_TMP/shell" &
shell=$!
wait "$silent" || fail "the silent call failed"
expect_equal 'done' "$(<"$TEST_TMP/logs/silent.log")" "output"
wait "$taking" || fail "the call whose output was not taken failed"
expect_equal 30000004 "$(<"$TEST_TMP/taken")" "bytes that were printed"
wait "$reading" || fail "the call that reads failed"
expect_contains "$TEST_TMP/read" '^read later$'
wait "$shell" || fail "the shell failed"
expect_contains "$TEST_TMP/shell" '42$'
stop_release
