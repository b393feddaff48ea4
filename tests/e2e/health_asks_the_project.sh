#!/usr/bin/env bash
# `[health] ready` of slipway.toml decides whether a booted system is ready, and a system that still boots is starting.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

project=$TEST_TMP/bare
copy_fixture bare "$project"
cat >"$project/slipway.toml" <<'END'
[health]
ready = "IO.puts(\"asked\"); Application.get_env(:bare, :ready, true)"
END
mkdir -p "$project/config"
cat >"$project/config/runtime.exs" <<'END'
import Config
Process.sleep(String.to_integer(System.get_env("SLOW_START", "0")))
END
release=$(slipway_release "$project")
bare=$release/bin/bare

start_background bare env SLOW_START=4000 "$bare" start
starting() {
    local status=0
    "$bare" health || status=$?
    ((status == 3))
}
wait_for 10 starting
expect_exit 3 "$bare" health
expect_equal 'starting: the system is booting' "$(<"$OUT")" "state"
expect_exit 0 "$bare" health --live
wait_for 20 "$bare" health

expect_exit 0 "$bare" health
expect_equal ready "$(<"$OUT")" "state"
expect_equal asked "$(<"$ERR")" "what the expression printed"
for value in false nil :starting '{:error, :db}' '"yes"'; do
    expect_exit 0 "$bare" rpc "Application.put_env(:bare, :ready, $value)"
    expect_exit 5 "$bare" health
    expect_contains "$OUT" '^unhealthy: .*Application\.get_env\(:bare, :ready, true\) is (false|nil|starting|neither true nor :ok)$'
done
expect_exit 0 "$bare" health --live
expect_exit 0 "$bare" rpc 'Application.put_env(:bare, :ready, :ok)'
expect_exit 0 "$bare" health
expect_exit 0 "$bare" stop
