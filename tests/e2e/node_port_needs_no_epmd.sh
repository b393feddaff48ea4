#!/usr/bin/env bash
# A node with a port in [node] of slipway.toml listens there; rpc, pid, remote and stop reach it, and no epmd runs.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
port=$(free_port)
set_in_plan "$release" "node => #{port => $port}"

start_release "$release"
node=$BACKGROUND_PID
expect_equal "$BACKGROUND_PID" "$("$bare" pid)" "process ids"
e2e_port_listens "$port" || fail "nothing listens at port $port"
# Two at a time: neither listens at the port.
start_background rpc "$bare" rpc 'IO.puts("sleeps"); Process.sleep(60_000)'
wait_for 20 grep -q sleeps "$TEST_TMP/logs/rpc.log"
expect_exit 0 "$bare" rpc 'IO.puts(node())'
expect_contains "$OUT" '^bare@'
kill -KILL "$BACKGROUND_PID"
shell=$(types env TERM=xterm "$bare" remote <<'KEYS'
iex\(bare@\S+\)1>	IO.puts("counted " <> to_string(Bare.Counter.next()))
iex\(bare@\S+\)2>	^D
KEYS
)
expect_contains "$shell" '^counted 1'
! epmd -port "$ERL_EPMD_PORT" -names || fail "epmd was started"
expect_exit 0 "$bare" stop
# It has the port up to its end.
wait_for 15 e2e_has_ended "$node"

# Under the long name of an address, and in the background.
set_in_plan "$release" "node => #{name => <<\"\${RELEASE_NAME}@\${NODE_IP:-127.0.0.1}\">>, distribution => <<\"name\">>, port => $port}"
start_daemon "$release"
expect_exit 0 "$bare" rpc 'IO.puts(node()); Bare.env("RELEASE_NODE"); Bare.env("RELEASE_DISTRIBUTION")'
expect_equal 'bare@127.0.0.1 "bare@127.0.0.1" "name"' "$(paste -sd ' ' "$OUT")" "the name"
expect_exit 0 "$bare" stop
expect_daemon_gone "$release"
! epmd -port "$ERL_EPMD_PORT" -names || fail "epmd was started"
