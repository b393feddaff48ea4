#!/usr/bin/env bash
# `stop` returns once the process is gone, with --no-wait at once, and says so where it takes longer than --timeout.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare

slow_to_stop='
    defmodule Slow do
      use GenServer
      def init(_), do: {:ok, Process.flag(:trap_exit, true)}
      def terminate(_, _), do: Process.sleep(2000)
    end
    spec = %{id: Slow, start: {GenServer, :start_link, [Slow, nil]}, shutdown: 10_000}
    {:ok, _} = Supervisor.start_child(:kernel_safe_sup, spec)'

start_release "$release"
expect_exit 0 "$bare" rpc "$slow_to_stop"
expect_exit 0 "$bare" stop
e2e_has_ended "$BACKGROUND_PID" || fail "the process is still there"

start_release "$release"
expect_exit 0 "$bare" rpc "$slow_to_stop"
expect_exit 0 "$bare" stop --no-wait
is_running "$BACKGROUND_PID" || fail "the process is gone already"
wait_for 15 e2e_has_ended "$BACKGROUND_PID"

start_release "$release"
expect_exit 0 "$bare" rpc "$slow_to_stop"
expect_exit 1 "$bare" stop --timeout 0.5
expect_contains "$ERR" '^ERROR: the node bare@.* still runs; it was asked to stop'
wait_for 15 e2e_has_ended "$BACKGROUND_PID"

expect_exit 1 "$bare" stop
expect_exit 2 "$bare" stop --now
expect_contains "$ERR" '^ERROR: stop has no option --now; it has --timeout, --no-wait$'
