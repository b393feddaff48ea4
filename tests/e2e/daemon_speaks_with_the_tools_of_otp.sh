#!/usr/bin/env bash
# OTP's to_erl attaches to a node that `daemon_iex` started, and `attach` to one that OTP's run_erl started.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
tools=$(erl -noshell -eval 'io:put_chars(os:getenv("BINDIR")), halt().')
export TERM=xterm

# visits COMMAND...: the shell is used, in a terminal of 33 lines and 77 columns, and left again.
visits() {
    local shell
    shell=$(types sh -c 'stty rows 33 cols 77; exec "$@"' sh "$@" <<'KEYS'
Attaching to .*erlang\.pipe\.\d+ \(\^D to exit\)	
iex\(bare@\S+\)\d+>	IO.inspect({System.pid(), :io.columns(:user), :io.rows(:user)})
:ok, 33[\s\S]*iex\(bare@\S+\)\d+>	^D
KEYS
)
    expect_contains "$shell" "\{\"$("$bare" pid)\", \{:ok, 77\}, \{:ok, 33\}\}"
    expect_contains "$shell" '\[Quit\]'
    expect_not_contains "$shell" 'run_erl v|version='
}

start_daemon "$release" daemon_iex
visits "$tools/to_erl" "$release/tmp/pipe/"
visits "$bare" attach
visits "$tools/to_erl" "$release/tmp/pipe/erlang.pipe.1"
expect_exit 0 "$bare" stop
expect_daemon_gone "$release"

"$tools/run_erl" -daemon "$release/tmp/pipe/" "$release/tmp/log" "exec $bare start_iex"
wait_for 20 "$bare" pid
visits "$bare" attach
visits "$tools/to_erl" "$release/tmp/pipe/"
visits "$bare" attach
expect_exit 0 "$bare" stop
