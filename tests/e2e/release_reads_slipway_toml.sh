#!/usr/bin/env bash
# [node] and [env] of slipway.toml reach the node; a mistake in it is named before anything is compiled.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
cat >slipway.toml <<'END'
[node]
name = "${RELEASE_NAME}-${REGION:-north}"

[env]
GREETING = "hello from ${RELEASE_NAME}"
WORKERS = 4
END
release=$(slipway_release "$PWD")
start_release "$release"
expect_contains "$LOG" '^bare runs on bare-north@'
expect_exit 0 "$release/bin/bare" rpc 'IO.puts(System.get_env("GREETING") <> " " <> System.get_env("WORKERS"))'
expect_contains "$OUT" '^hello from bare 4$'
stop_release
start_release "$release" REGION=south GREETING=hi
expect_contains "$LOG" '^bare runs on bare-south@'
expect_exit 0 env REGION=south "$release/bin/bare" rpc 'IO.puts(System.get_env("GREETING"))'
expect_contains "$OUT" '^hi$'
stop_release

echo 'port = 70000' >>slipway.toml
echo '[nodes]' >>slipway.toml
expect_exit 1 "$SLIPWAY" release
expect_contains "$ERR" '^slipway: .*slipway\.toml:[0-9]+: '
expect_not_contains "$OUT" 'Compiling|assembling'
