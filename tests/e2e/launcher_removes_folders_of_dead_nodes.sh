#!/usr/bin/env bash
# Folders of cookies go with the next start after their node has ended, also where it was killed.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
folders() { find "$release/tmp" -name 'node-*' | wc -l; }
start_release "$release"
kept=$(find "$release/tmp" -name 'node-*')
for _ in 1 2 3; do
    expect_exit 0 "$bare" eval ':ok'
done
expect_equal 2 "$(folders)" "folders of a node and the last eval"
[[ -s $kept/.erlang.cookie ]] || fail "the folder of the living node is gone"
kill -KILL "$BACKGROUND_PID"
# Its descriptors are closed with its last thread, which is what this waits for.
wait "$BACKGROUND_PID" || true
expect_exit 0 "$bare" eval ':ok'
[[ ! -e $kept ]] || fail "the folder of the killed node is still there"
expect_equal 1 "$(folders)" "folders of the last eval"

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
