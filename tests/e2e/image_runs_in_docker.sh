#!/usr/bin/env bash
# The example's image in Docker: started with its settings, read-only, without any capability, as an arbitrary user and in
# little memory, it serves its page, answers all commands, and ends on SIGTERM.
# labels: e2e docker

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/engines.sh
source "$REPO/tests/e2e/engines.sh"

e2e_need_slipway
project=$TEST_TMP/exrelease
copy_fixture exrelease "$project"
e2e_build slipway-image "$project" "$SLIPWAY" image --port 4000 -t exrelease:test -o "$TEST_TMP/image.tar"

start_dockerd
docker load --quiet --input "$TEST_TMP/image.tar"
expect_equal '65532:65532 ["/app/bin/exrelease"] ["start"] /app SIGTERM {"4000/tcp":{}}' \
    "$(docker inspect exrelease:test --format \
        '{{.Config.User}} {{json .Config.Entrypoint}} {{json .Config.Cmd}} {{.Config.WorkingDir}} {{.Config.StopSignal}} {{json .Config.ExposedPorts}}')" \
    "configuration"

settings=(--env SECRET_KEY_BASE=a-secret-of-the-test --env APP_PORT=4000 --env RELEASE_COOKIE=a-cookie
    --env ERL_EPMD_ADDRESS=127.0.0.1)
# run_example NAME [OPTION...]: sets URL.
run_example() {
    local name=$1 port
    shift
    port=$(free_port)
    URL=http://127.0.0.1:$port
    docker run --detach --name "$name" --publish "127.0.0.1:$port:4000" "${settings[@]}" "$@" exrelease:test
    wait_for 30 http_get "$URL/health"
}

run_example usual
http_get "$URL/" >"$TEST_TMP/page"
expect_contains "$TEST_TMP/page" '<title>'
expect_exit 0 docker exec usual exrelease rpc 'IO.puts("ü from #{node()}")'
expect_contains "$OUT" '^ü from exrelease@'
expect_exit 0 docker exec usual exrelease ping
expect_exit 0 docker exec usual exrelease health
expect_exit 0 docker exec usual exrelease pid
docker exec --interactive usual exrelease remote <<<'IO.puts("from #{node()} by remote")' >"$TEST_TMP/remote"
expect_contains "$TEST_TMP/remote" 'from exrelease@.* by remote'
http_get "$URL/health" >"$TEST_TMP/health"

# The example takes as process 1 what its children leave behind, and ends at once.
docker top usual -eo pid,stat,comm >"$TEST_TMP/processes"
expect_contains "$TEST_TMP/processes" 'beam.smp'
expect_not_contains "$TEST_TMP/processes" ' Z'
docker stop --time 10 usual
expect_equal '0 false' "$(docker inspect usual --format '{{.State.ExitCode}} {{.State.OOMKilled}}')" "state after SIGTERM"

# Nothing can be written but in /tmp; no capability; a user without a name; 128 MB.
run_example strict --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges --user 1000650000:0 \
    --memory 128m --memory-swap 128m
http_get "$URL/" >"$TEST_TMP/page"
expect_contains "$TEST_TMP/page" '<title>'
expect_exit 0 docker exec strict exrelease rpc 'IO.puts("from #{node()}")'
docker stop --time 10 strict
expect_equal '0 false' "$(docker inspect strict --format '{{.State.ExitCode}} {{.State.OOMKilled}}')" "state after SIGTERM"

expect_exit 0 docker run --rm "${settings[@]}" exrelease:test eval 'IO.puts("ü" <> System.version())'
expect_contains "$OUT" '^ü1\.'
expect_exit 1 docker run --rm --env RELEASE_COOKIE=a-cookie exrelease:test
expect_contains "$ERR" 'SECRET_KEY_BASE|APP_PORT'
# There is no shell to be had.
expect_exit 127 docker run --rm --entrypoint /bin/sh exrelease:test -c true
