#!/usr/bin/env bash
# `slipway run` starts an image with what the machine has: Docker or runc (podman: run_starts_images_in_podman.sh); and a
# release without any. `image --load` hands an image to Docker, by its program or its socket.
# labels: e2e docker slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/engines.sh
source "$REPO/tests/e2e/engines.sh"

e2e_need_slipway
project=$TEST_TMP/exrelease
copy_fixture exrelease "$project"
cd "$project"
expect_exit 0 "$SLIPWAY" image -t exrelease:run -o "$TEST_TMP/image.tar"
expect_exit 0 "$SLIPWAY" image -t exrelease:run -o "oci:$TEST_TMP/layout"

settings=(-e SECRET_KEY_BASE=a-secret-of-the-test -e ERL_EPMD_ADDRESS=127.0.0.1)

has_ended() { ! is_running "$1"; }

# runs NAME URL WORDS...: `slipway run` in the background; it serves its page, and ends gracefully on Ctrl-C.
runs() {
    local name=$1 url=$2
    shift 2
    # A shell has what it starts in the background ignore SIGINT.
    start_background "$name" env --default-signal=INT "$SLIPWAY" run "$@"
    wait_for 60 http_get "$url/health"
    http_get "$url/" >"$TEST_TMP/page"
    expect_contains "$TEST_TMP/page" '<title>exrelease'
    local pid=$BACKGROUND_PID status=0
    kill -INT "$pid"
    wait_for 20 has_ended "$pid"
    wait "$pid" || status=$?
    expect_equal 0 "$status" "status of $name"
}

# Without a container.
port=$(free_port)
runs plain "http://127.0.0.1:$port" --no-container -e "APP_PORT=$port" "${settings[@]}"

# It shares the network of this machine. (crun, which takes the same bundle, refuses machines with cgroups of both versions.)
port=$(free_port)
runs runc "http://127.0.0.1:$port" --engine runc -e "APP_PORT=$port" "${settings[@]}" "oci:$TEST_TMP/layout"

# Engines with a store: the archive is loaded under a name of its content, and the container goes with its end.
start_dockerd
PATH=$(e2e_peer docker.io)/usr/bin:$PATH
port=$(free_port)
runs docker "http://127.0.0.1:$port" --engine docker -p "127.0.0.1:$port:4000" "${settings[@]}" "$TEST_TMP/image.tar"
expect_equal '' "$(docker ps --all --quiet)" "containers that are left"

expect_exit 0 "$SLIPWAY" image -t exrelease:loaded --load
expect_exit 0 "$SLIPWAY" run --engine docker -e RELEASE_COOKIE=a-cookie "${settings[@]}" -e APP_PORT=4000 exrelease:loaded \
    -- eval 'IO.puts("from #{System.get_env("RELEASE_NAME")}")'
expect_contains "$OUT" '^from exrelease$'
# By the daemon's socket, where there is no program.
docker rmi --force exrelease:loaded
mkdir "$TEST_TMP/no-docker"
for program in mix elixir erl git sh env uname sed basename dirname readlink; do
    ln -s "$(command -v "$program")" "$TEST_TMP/no-docker/"
done
PATH=$TEST_TMP/no-docker expect_exit 0 "$SLIPWAY" image -t exrelease:loaded --load
docker inspect exrelease:loaded >/dev/null
