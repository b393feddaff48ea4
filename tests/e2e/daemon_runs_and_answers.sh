#!/usr/bin/env bash
# `daemon` starts the node in the background, prints nothing, and `stop` leaves neither process nor pipe; so does SIGTERM.
# labels: e2e

# shellcheck disable=SC2016 # what stands in single quotes is for the launcher or for env.sh

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
printf 'export FROM_ENV_SH=$RELEASE_COMMAND\n' >>"$release/releases/0.1.0/env.sh"
printf 'a-secret-of-the-test\n' >"$release/releases/COOKIE"

start_daemon "$release"
expect_exit 0 "$bare" rpc 'Bare.env("FROM_ENV_SH"); Bare.env("RELEASE_COMMAND"); Bare.cookie(); Bare.count()'
expect_equal '"daemon" "daemon" :"a-secret-of-the-test" 1' "$(paste -sd ' ' "$OUT")" "facts"
expect_equal 'erlang.pipe.1.r erlang.pipe.1.w' "$(cd "$release/tmp/pipe" && echo *)" "pipes"
expect_equal 600 "$(stat -c %a "$release/tmp/pipe/erlang.pipe.1.w")" "mode of a pipe"
expect_contains "$LOG_FOLDER/erlang.log.1" '^===== LOGGING STARTED [A-Z][a-z]{2} '
expect_contains "$LOG_FOLDER/erlang.log.1" '^bare runs on '

# Neither holds what the caller had open, but for the node's terminal.
session=$(ps -o sid= -p "$NODE_PID" | tr -d ' ')
expect_equal "$NODE_PID" "$session" "session of the node"
expect_not_contains "$(find "/proc/$DAEMON_PID/fd" -printf '%l\n')" 'logs/|node-'
expect_equal "$(readlink "/proc/$NODE_PID/fd/0")" "$(readlink "/proc/$NODE_PID/fd/2")" "terminals"

# A restart leaves both processes, the terminal and its log.
expect_exit 0 "$bare" restart
started_twice() { (($(grep -c '^bare runs on ' "$LOG_FOLDER/erlang.log.1") == 2)); }
wait_for 20 started_twice
expect_exit 0 "$bare" pid
expect_equal "$NODE_PID" "$(<"$OUT")" "process id after a restart"

expect_exit 0 "$bare" stop
expect_daemon_gone "$release"

start_daemon "$release"
kill -TERM "$DAEMON_PID"
expect_daemon_gone "$release"
expect_contains "$LOG_FOLDER/erlang.log.1" 'SIGTERM received'

start_daemon "$release"
kill -TERM "$NODE_PID"
expect_daemon_gone "$release"
