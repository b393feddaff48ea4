#!/usr/bin/env bash
# `run --no-container` becomes the release: its variables, its exit status, and signals that stop it in order.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
cd "$TEST_TMP/bare"
expect_exit 0 "$SLIPWAY" run --no-container -e GREETING=hello -- eval 'IO.puts(System.get_env("GREETING"))'
expect_equal hello "$(<"$OUT")" "output"
expect_exit 3 "$SLIPWAY" run --no-container bare -- eval 'System.halt(3)'
expect_exit 0 "$SLIPWAY" run --no-container "$release" -- version
expect_equal 'bare 0.1.0' "$(<"$OUT")" "version"

start_background bare "$SLIPWAY" run --no-container
wait_for 60 grep -q '^bare runs on' "$TEST_TMP/logs/bare.log"
stop_pid "$BACKGROUND_PID"
expect_equal 0 "$STOP_STATUS" "exit status after SIGTERM"

expect_exit 1 "$SLIPWAY" run --no-container other
expect_contains "$ERR" 'there is no release "other" in _build/prod/rel, but bare'
expect_exit 1 "$SLIPWAY" run _build/prod/other.oci.tar
# shellcheck disable=SC2016 # quotes of Markdown
expect_contains "$ERR" '^slipway: there is no _build/prod/other.oci.tar; `slipway image` writes an archive'
expect_exit 0 "$SLIPWAY" run --no-container -p 8080:4000 -- version
expect_contains "$ERR" '-p is left out: without a container'
expect_exit 2 "$SLIPWAY" run
expect_contains "$ERR" 'which image\?'
expect_exit 2 "$SLIPWAY" run --engine lxc x
expect_contains "$ERR" 'docker, podman, runc or crun'
expect_exit 2 "$SLIPWAY" run x -e =1
mkdir "$TEST_TMP/no-programs"
expect_exit 1 env PATH="$TEST_TMP/no-programs" "$SLIPWAY" run --engine runc x
expect_contains "$ERR" '^slipway: --engine is runc, and there is no program of that name in PATH; install it'
expect_exit 1 "$SLIPWAY" run --engine runc no/such:image
expect_contains "$ERR" 'runc does not pull images'
expect_exit 1 "$SLIPWAY" run --engine runc oci:nowhere
