#!/usr/bin/env bash
# `slipway run` starts images in podman: its ports are published, Ctrl-C stops the system in order, arguments reach the
# launcher. `image --load` hands an image to podman where Docker does not work.
# labels: e2e docker slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/engines.sh
source "$REPO/tests/e2e/engines.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

e2e_need_slipway
copy_fixture exrelease "$TEST_TMP/exrelease"
cd "$TEST_TMP/exrelease"
podman_on_path
# A client of Docker may be here, and a daemon, too; not at this place.
export DOCKER_HOST=unix://$TEST_TMP/no-daemon
settings=(-e SECRET_KEY_BASE=a-secret-of-the-test -e RELEASE_COOKIE=a-cookie)

expect_exit 0 "$SLIPWAY" image -t exrelease:loaded -o "$TEST_TMP/image.tar" --load
expect_equal "$(jq -r '.[0].Config | sub(".*/"; "")' <<<"$(tar -xOf "$TEST_TMP/image.tar" manifest.json)")" \
    "$(podman inspect exrelease:loaded --format '{{.Id}}')" "image that podman has"
expect_exit 0 "$SLIPWAY" image -t exrelease:loaded --load
expect_contains "$OUT" '^    podman run --rm -it -p 4000:4000 exrelease:loaded$'

# By its name, in the background.
port=$(free_port)
start_background run env --default-signal=INT "$SLIPWAY" run -p "127.0.0.1:$port:4000" "${settings[@]}" exrelease:loaded
wait_for 60 http_get "http://127.0.0.1:$port/health"
http_get "http://127.0.0.1:$port/" >"$TEST_TMP/page"
expect_contains "$TEST_TMP/page" '<title>exrelease'
kill -INT "$BACKGROUND_PID"
wait_for 20 e2e_has_ended "$BACKGROUND_PID"
status=0
wait "$BACKGROUND_PID" || status=$?
expect_equal 0 "$status" "status after SIGINT"
expect_equal '' "$(podman ps --all --quiet)" "containers that are left"

# An archive, with words for the launcher; the engine is found.
expect_exit 0 "$SLIPWAY" run "${settings[@]}" "$TEST_TMP/image.tar" -- \
    eval 'IO.puts("from podman: #{System.get_env("RELEASE_NAME")}")'
expect_contains "$OUT" '^from podman: exrelease$'

# In a terminal.
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
expect_exit 0 "$SLIPWAY" image -t bare:1 -o "$TEST_TMP/bare.tar"
status=0
types "$SLIPWAY" run --engine podman "$TEST_TMP/bare.tar" <<<$'bare runs on\t^C' >"$TEST_TMP/logs/terminal.log" 2>&1 || status=$?
expect_equal 0 "$status" "status after Ctrl-C"
# The menu of the emulator's break handler.
expect_not_contains "$TEST_TMP/logs/terminal.log" 'BREAK: \(a\)bort|not seen'
expect_equal '' "$(podman ps --all --quiet)" "containers that are left"
