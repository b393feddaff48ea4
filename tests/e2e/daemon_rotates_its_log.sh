#!/usr/bin/env bash
# The log of a node in the background is split into the same files, with the same lines between, as OTP's run_erl does it.
# labels: e2e slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
run_erl=$(erl -noshell -eval 'io:put_chars(os:getenv("BINDIR")), halt().')/run_erl
export RUN_ERL_LOG_MAXSIZE=1500 RUN_ERL_LOG_GENERATIONS=4 RUN_ERL_LOG_ALIVE_FORMAT='at %Y' RUN_ERL_LOG_ALIVE_IN_UTC=1

# writes_lines FIRST LAST: the node writes lines to its terminal; each waits until the one before is in the log, so that
# none of them are read together.
writes_lines() {
    expect_exit 0 "$bare" rpc "
        logged? = fn text -> Enum.any?(Path.wildcard(\"$release/tmp/log/erlang.log.*\"), &(to_string(elem(File.read(&1), 1)) =~ text)) end
        wait = fn wait, text -> if logged?.(text), do: :ok, else: (Process.sleep(1); wait.(wait, text)) end
        for n <- $1..$2 do
          text = \"line #{n} \" <> String.duplicate(\"x\", rem(n * 37, 120)) <> \" end of #{n}\"
          IO.puts(:user, text)
          wait.(wait, text)
        end"
}

# What is in the log folder; run_erl also writes about itself.
log_state() {
    (cd "$release/tmp/log" && for log in erlang.log.*; do printf '%s:\n' "$log"; cat "$log"; done)
}

# ends: stops the node, and waits for the process whose terminal it had.
ends() {
    local pid parent
    pid=$("$bare" pid)
    parent=$(ps -o ppid= -p "$pid" | tr -d ' ')
    expect_exit 0 "$bare" stop
    wait_for 15 e2e_has_gone "$pid"
    wait_for 15 e2e_has_gone "$parent"
}

# session COMMAND...: starts the system that way; it writes, ends, is started again, and writes more.
session() {
    rm -rf "$release/tmp"
    mkdir -p "$release/tmp/pipe" "$release/tmp/log"
    local lines
    for lines in '1 43' '44 50' '51 90'; do
        "$@"
        wait_for 20 grep -q '^bare runs on' -r "$release/tmp/log"
        wait_for 20 "$bare" pid
        # shellcheck disable=SC2086 # two numbers
        writes_lines $lines
        ends
    done
    log_state
}

wanted=$(session "$run_erl" -daemon "$release/tmp/pipe/" "$release/tmp/log" "exec $bare start")
actual=$(session "$bare" daemon)
expect_contains "$wanted" '^===== LOGGING STARTED at [0-9]{4}$'
expect_contains "$wanted" '^line 90 '
expect_not_contains "$wanted" '^line 2 '
expect_equal "$wanted" "$actual" "logs"
