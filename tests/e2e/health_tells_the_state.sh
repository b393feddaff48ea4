#!/usr/bin/env bash
# `health` has a status of its own for each state of the system, and `--json` says the same.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare

expect_exit 6 "$bare" health
expect_contains "$OUT" '^unreachable: can.t reach the node bare@'
expect_exit 6 "$bare" health --live
expect_exit 7 env RELEASE_DISTRIBUTION=none "$bare" health
expect_contains "$OUT" '^not distributed: RELEASE_DISTRIBUTION is none'

start_release "$release"
expect_exit 0 "$bare" health
expect_equal ready "$(<"$OUT")" "state"
expect_exit 0 "$bare" health --live
expect_equal live "$(<"$OUT")" "state"
expect_exit 0 "$bare" health --json
expect_equal "{\"status\":\"ready\",\"node\":\"bare@$(hostname -s)\"}" "$(<"$OUT")" "JSON"
expect_exit 6 env RELEASE_COOKIE=another "$bare" health
expect_contains "$OUT" '^unreachable: the node bare@.*: it refused our cookie$'

# A permanent application that was stopped.
expect_exit 0 "$bare" rpc 'Application.stop(:bare)'
expect_exit 5 "$bare" health
expect_equal 'unhealthy: the application bare does not run' "$(<"$OUT")" "state"
expect_exit 0 "$bare" health --live
expect_exit 0 "$bare" rpc 'Application.start(:bare, :permanent)'
expect_exit 0 "$bare" health

# One that hangs.
kill -STOP "$BACKGROUND_PID"
expect_exit 6 "$bare" health --json --timeout 0.5
expect_contains "$OUT" '^\{"status":"unreachable","node":"bare@.*","problem":"the node bare@.* did not answer in time"\}$'
kill -CONT "$BACKGROUND_PID"

# On its way down: an application that takes its time to stop.
expect_exit 0 "$bare" rpc '
    defmodule Slow do
      use GenServer
      def init(_), do: {:ok, Process.flag(:trap_exit, true)}
      def terminate(_, _), do: Process.sleep(3000)
    end
    spec = %{id: Slow, start: {GenServer, :start_link, [Slow, nil]}, shutdown: 10_000}
    {:ok, _} = Supervisor.start_child(:kernel_safe_sup, spec)'
expect_exit 0 "$bare" stop --no-wait
expect_exit 4 "$bare" health
expect_contains "$OUT" '^stopping: the system is shutting down$'
expect_exit 0 "$bare" health --live
wait_for 15 e2e_has_ended "$BACKGROUND_PID"
expect_exit 6 "$bare" health
