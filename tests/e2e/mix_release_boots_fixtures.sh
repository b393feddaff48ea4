#!/usr/bin/env bash
# The releases that Mix makes of the fixtures start, evaluate, answer and stop, in every mode.
# labels: e2e peer

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

# boots RELEASE PATTERN [VARIABLE=VALUE...]: starts it, waits for a line of its log, and stops it.
boots() {
    local release=$1 pattern=$2 name
    shift 2
    name=$(basename "$release")
    start_background "$name" env "$@" "$release/bin/$name" start
    wait_for 20 grep -Eq "$pattern" "$TEST_TMP/logs/$name.log"
}

stops() {
    stop_pid "$BACKGROUND_PID"
    expect_equal 0 "$STOP_STATUS" "exit status"
}

copy_fixture bare "$TEST_TMP/bare"
bare=$(mix_release "$TEST_TMP/bare")

expect_exit 0 "$bare/bin/bare" eval 'Bare.env("RELEASE_COMMAND"); Bare.system()'
expect_contains "$OUT" '^"eval"$'
expect_contains "$OUT" '^alive: false$'
expect_exit 7 "$bare/bin/bare" eval 'Bare.halt(7)'

boots "$bare" "^bare runs on bare@"
expect_exit 0 "$bare/bin/bare" rpc 'Bare.count(); Bare.count(); Bare.cookie(); Bare.system()'
expect_equal "1 2 :\"$(<"$bare/releases/COOKIE")\"" "$(head -n 3 "$OUT" | paste -sd ' ')" "answers"
expect_contains "$OUT" '^mode: :embedded$'
expect_equal "$BACKGROUND_PID" "$("$bare/bin/bare" pid)" "process ids"
stops

boots "$bare" "^bare runs on bare@" RELEASE_MODE=interactive
expect_exit 0 "$bare/bin/bare" rpc 'Bare.system()'
expect_contains "$OUT" '^mode: :interactive$'
stops

boots "$bare" "^bare runs on nonode@nohost" RELEASE_DISTRIBUTION=none
stops

copy_fixture included_apps "$TEST_TMP/fleet"
fleet=$(mix_release "$TEST_TMP/fleet")
boots "$fleet" "fleet has started: beacon harbour radio tender weather; loaded: charts pier; absent: radar; \
phases: harbour:survey:3 harbour:open:2 pier:open:harbour"
stops

copy_fixture exrelease "$TEST_TMP/exrelease"
exrelease=$(mix_release "$TEST_TMP/exrelease")
port=$(free_port)
expect_exit 1 env APP_PORT="$port" "$exrelease/bin/exrelease" eval 'Exrelease.ReleaseTasks.hello()'
expect_contains "$ERR" 'environment variable SECRET_KEY_BASE is missing'

boots "$exrelease" "exrelease 0.1.0 listens on http://127.0.0.1:$port" SECRET_KEY_BASE=secret APP_PORT="$port"
expect_equal ok "$(http_get "http://127.0.0.1:$port/health")" "answers"
expect_contains "$(http_get "http://127.0.0.1:$port/")" '<dd id="protocols">yes</dd>'
stops
