#!/usr/bin/env bash
# `stop` from another pid namespace, where the node's process has no id, waits until the system has ended: its last
# process has done what it does at its end. With --no-wait it does not.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
elsewhere=(unshare --map-root-user --pid --fork --mount-proc "$bare")

# slow_to_stop FILE: writes it 2 s after it was asked to end.
slow_to_stop() {
    printf '
    defmodule Slow do
      use GenServer
      def init(_), do: {:ok, Process.flag(:trap_exit, true)}
      def terminate(_, _), do: (Process.sleep(2000); File.write!("%s", ""))
    end
    spec = %%{id: Slow, start: {GenServer, :start_link, [Slow, nil]}, shutdown: 10_000}
    {:ok, _} = Supervisor.start_child(:kernel_safe_sup, spec)' "$1"
}

start_release "$release"
expect_exit 0 "$bare" rpc "$(slow_to_stop "$TEST_TMP/first")"
# The process of that number is another one there, or none.
expect_exit 0 "${elsewhere[@]}" pid
expect_equal "$BACKGROUND_PID" "$(<"$OUT")" "process id"
expect_exit 0 "${elsewhere[@]}" stop
[[ -e $TEST_TMP/first ]] || fail "stop did not wait"
wait_for 15 e2e_has_ended "$BACKGROUND_PID"

start_release "$release"
expect_exit 0 "$bare" rpc "$(slow_to_stop "$TEST_TMP/second")"
expect_exit 0 "${elsewhere[@]}" stop --no-wait
[[ ! -e $TEST_TMP/second ]] || fail "stop --no-wait waited"
wait_for 15 e2e_has_ended "$BACKGROUND_PID"

start_release "$release"
expect_exit 0 "$bare" rpc "$(slow_to_stop "$TEST_TMP/third")"
expect_exit 1 "${elsewhere[@]}" stop --timeout 0.5
expect_contains "$ERR" '^ERROR: the node bare@.* still runs; it was asked to stop'
wait_for 15 e2e_has_ended "$BACKGROUND_PID"
