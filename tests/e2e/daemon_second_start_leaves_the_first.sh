#!/usr/bin/env bash
# A second `daemon` gets pipes of its own; a node whose name is taken ends, and the first is as it was.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
start_daemon "$release"
first=("$NODE_PID" "$DAEMON_PID")

expect_exit 0 "$bare" daemon
wait_for 20 grep -q 'the name bare@.* seems to be in use' "$LOG_FOLDER/erlang.log.1"
second_pipes_are_gone() { [[ ! -e $release/tmp/pipe/erlang.pipe.2.r && ! -e $release/tmp/pipe/erlang.pipe.2.w ]]; }
wait_for 20 second_pipes_are_gone
expect_equal "${first[0]}" "$("$bare" pid)" "process ids"

# With a name of its own it stays, beside the first.
expect_exit 0 env RELEASE_NODE=other "$bare" daemon
wait_for 20 env RELEASE_NODE=other "$bare" pid
expect_equal 'erlang.pipe.1.r erlang.pipe.1.w erlang.pipe.2.r erlang.pipe.2.w' "$(cd "$release/tmp/pipe" && echo *)" pipes
expect_exit 0 env RELEASE_NODE=other "$bare" stop
wait_for 20 second_pipes_are_gone
expect_equal "${first[0]}" "$("$bare" pid)" "process ids"
expect_exit 0 "$bare" stop
expect_daemon_gone "$release"
