#!/usr/bin/env bash
# `attach` shows the shell of a node that `daemon_iex` started, CTRL-D leaves it running, and so does a second visit.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
start_daemon "$release" daemon_iex TERM=xterm
shell=$(types env TERM=xterm "$bare" attach <<'END'
Attaching to .*erlang\.pipe\.1 \(\^D to exit\)	
iex\(bare@\S+\)\d+>	IO.puts("pid " <> System.pid())
pid \d+[\s\S]*iex\(bare@\S+\)\d+>	^D
END
)
expect_contains "$shell" "^pid $NODE_PID"
expect_contains "$shell" '\[Quit\]'
expect_not_contains "$shell" 'run_erl'
expect_equal "$NODE_PID" "$("$bare" pid)" "process ids after the visit"

# The size of the terminal is that of the node's; its end ends the visit.
shell=$(types env TERM=xterm sh -c 'stty rows 33 cols 77; exec "$@"' sh "$bare" attach <<'END'
Attaching	
iex\(bare@\S+\)\d+>	IO.inspect({:io.columns(:user), :io.rows(:user)}); System.stop()
END
)
expect_contains "$shell" '\{\{:ok, 77\}, \{:ok, 33\}\}'
expect_contains "$shell" '\[End\]'
expect_daemon_gone "$release"
expect_contains "$LOG_FOLDER/erlang.log.1" "^pid $NODE_PID"

# Without a node, or without a terminal, it says so.
expect_exit 1 "$bare" attach
expect_contains "$ERR" '^ERROR: no system runs in the background: there is no erlang.pipe.N in .*/tmp/pipe; start one'
mkfifo "$release/tmp/pipe/erlang.pipe.4."{r,w}
expect_exit 1 "$bare" attach
expect_contains "$ERR" '^ERROR: no system runs in the background: nothing listens to the pipes in '
rm "$release/tmp/pipe/erlang.pipe.4."{r,w}
start_daemon "$release"
expect_exit 1 "$bare" attach
expect_contains "$ERR" '^ERROR: attach needs a terminal'
expect_exit 0 "$bare" stop
expect_daemon_gone "$release"
