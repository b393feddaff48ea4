#!/usr/bin/env bash
# Of two builds of one release, the second waits for the first and says so; both succeed.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
project=$TEST_TMP/bare
before=$(tree_state "$release")
cd "$project"
export MIX_ENV=prod

lock=$(dirname "$release")/.bare.slipway.lock
start_background holder flock --close "$lock" sleep 600
is_locked() { ! flock --nonblock "$lock" true; }
wait_for 10 is_locked
holder=$BACKGROUND_PID
start_background waiting "$SLIPWAY" release
first=$BACKGROUND_PID
wait_for 30 grep -q 'waiting for another run' "$TEST_TMP/logs/waiting.log"
is_running "$first" || fail "the build didn't wait"
kill "$holder"
status=0
wait "$first" || status=$?
expect_equal 0 "$status" "exit status of the build that waited"

start_background one "$SLIPWAY" release
one=$BACKGROUND_PID
start_background two "$SLIPWAY" release
wait "$one" || fail "the first build failed"
wait "$BACKGROUND_PID" || fail "the second build failed"
expect_equal "$before" "$(tree_state "$release")" "release"
expect_exit 0 "$release/bin/bare" eval 'IO.puts("evaluated")'
