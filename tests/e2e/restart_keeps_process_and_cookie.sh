#!/usr/bin/env bash
# `restart` starts the system anew in the same process, and the node can be reached as before.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
start_release "$release"
expect_exit 0 "$release/bin/bare" rpc 'Bare.count(); Bare.count(); Bare.cookie()'
cookie=$(tail -n 1 "$OUT")
for command in restart rpc; do
    : >"$LOG"
    expression=()
    [[ $command == rpc ]] && expression=('System.restart()')
    expect_exit 0 "$release/bin/bare" "$command" "${expression[@]}"
    wait_for 20 grep -q '^bare runs on' "$LOG"
    # The node has its name again a little before or after that.
    wait_for 10 "$release/bin/bare" rpc ':ok'
    expect_exit 0 "$release/bin/bare" rpc 'Bare.count(); Bare.cookie()'
    expect_equal "1 $cookie" "$(paste -sd ' ' "$OUT")" "counter and cookie"
    expect_equal "$BACKGROUND_PID" "$("$release/bin/bare" pid)" "process id"
done
stop_release
