#!/usr/bin/env bash
# `restart` starts the system anew in the same process, and the node can be reached as before.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
start_release "$release"
facts='Bare.count(); Bare.cookie(); IO.puts(System.pid())'
expect_exit 0 "$release/bin/bare" rpc "Bare.count(); $facts"
expected=$(sed '1,2s/.*/1/; 1d' "$OUT")

# has_started TIMES
has_started() { (($(grep -c '^bare runs on' "$LOG") == $1)); }

# restarts TIMES COMMAND...: after the command, the system has started that often in all.
restarts() {
    local times=$1
    shift
    expect_exit 0 "$release/bin/bare" "$@"
    wait_for 60 has_started "$times"
    expect_exit 0 "$release/bin/bare" rpc "$facts"
    expect_equal "$expected" "$(<"$OUT")" "counter, cookie and process id"
}
restarts 2 restart
restarts 3 rpc ':init.restart()'
stop_release
