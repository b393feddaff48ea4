#!/usr/bin/env bash
# Folders of cookies go with the next start after their node has ended, also where it was killed.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
folders() { find "$release/tmp" -name 'node-*' | wc -l; }
start_release "$release"
first=$BACKGROUND_PID
kept=$(find "$release/tmp" -name 'node-*')
start_background other env RELEASE_NODE=other "$bare" start
other=$BACKGROUND_PID
wait_for 20 env RELEASE_NODE=other "$bare" rpc ':ok'
expect_equal 2 "$(folders)" "folders of two nodes"
[[ -s $kept/.erlang.cookie ]] || fail "the folder of the living node is gone"
# Commands that end soon have theirs elsewhere.
expect_exit 0 "$bare" eval ':ok'
expect_equal 2 "$(folders)" "folders of two nodes"
kill -KILL "$other" "$first"
# Their descriptors are closed with their last thread, which is what this waits for.
wait "$other" "$first" || true
start_release "$release"
[[ ! -e $kept ]] || fail "the folder of the killed node is still there"
expect_equal 1 "$(folders)" "folders of the node that runs"
stop_release

# Many at once do not remove each other's.
pids=()
for number in {1..8}; do
    start_background "eval$number" env RELEASE_DISTRIBUTION=none "$bare" eval \
        '{:ok, [[home]]} = :init.get_argument(:home); Process.sleep(300); IO.puts(File.read!("#{home}/.erlang.cookie"))'
    pids+=("$BACKGROUND_PID")
done
for pid in "${pids[@]}"; do wait "$pid" || fail "an eval failed"; done
for number in {1..8}; do
    expect_equal "$(<"$release/releases/COOKIE")" "$(<"$TEST_TMP/logs/eval$number.log")" "cookie"
done
