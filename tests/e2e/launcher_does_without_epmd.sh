#!/usr/bin/env bash
# A node without epmd is started and reached where vm.args and remote.vm.args say so.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
port=$(free_port)
printf -- '-start_epmd false -erl_epmd_port %s\n' "$port" >>"$release/releases/0.1.0/vm.args"
printf -- '-start_epmd false -erl_epmd_port %s -dist_listen false\n' "$port" >>"$release/releases/0.1.0/remote.vm.args"
start_release "$release"
epmd -port "$ERL_EPMD_PORT" -names && fail "epmd was started"
expect_equal "$BACKGROUND_PID" "$("$bare" pid)" "process ids"
stop_release
