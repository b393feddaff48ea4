#!/usr/bin/env bash
# A `[health] ready` that hangs makes the system unhealthy within the timeout, and nothing of it stays on the node; where
# the node itself hangs it is unreachable.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

project=$TEST_TMP/bare
copy_fixture bare "$project"
cat >"$project/slipway.toml" <<'END'
[health]
ready = "Process.sleep(Application.get_env(:bare, :slow, 0))"
END
release=$(slipway_release "$project")
bare=$release/bin/bare
processes() { "$bare" rpc 'Process.list() |> length() |> IO.puts()'; }

start_release "$release"
expect_exit 0 "$bare" health
before=$(processes)
expect_exit 0 "$bare" rpc 'Application.put_env(:bare, :slow, :infinity)'
for _ in 1 2 3; do
    expect_exit 5 timeout 60 "$bare" health --timeout 1
    expect_equal 'unhealthy: Process.sleep(Application.get_env(:bare, :slow, 0)) gave no answer in time' "$(<"$OUT")" "state"
    expect_equal '' "$(<"$ERR")" "errors"
done
# Without an option it waits for 5 s.
expect_exit 5 timeout 60 "$bare" health --json
expect_contains "$OUT" '"status":"unhealthy".* gave no answer in time'
expect_exit 0 timeout 60 "$bare" health --live --timeout 5
same_processes() { [[ $(processes) == "$before" ]]; }
wait_for 10 same_processes

# Slow, but in time.
expect_exit 0 "$bare" rpc 'Application.put_env(:bare, :slow, 500)'
expect_exit 0 timeout 60 "$bare" health --timeout 30

kill -STOP "$BACKGROUND_PID"
for option in '' --live; do
    expect_exit 6 timeout 60 "$bare" health --timeout 1 $option
    expect_contains "$OUT" '^unreachable: .*did not answer in time'
done
kill -CONT "$BACKGROUND_PID"
expect_exit 0 "$bare" stop
