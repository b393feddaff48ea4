#!/usr/bin/env bash
# The node is found by what it was started with: short and long names, our own host's name, IPv4 and IPv6 literals,
# inet6_tcp from env.sh, a port without epmd, an environment of several sources.
# labels: e2e slow

# shellcheck disable=SC2016 # what stands in single quotes is for env.sh

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
env_sh=$release/releases/0.1.0/env.sh
cp "$env_sh" "$TEST_TMP/env.sh"

# answers NODE: every command reaches it, and no name is left in epmd after it.
answers() {
    start_release "$release"
    expect_exit 0 "$bare" rpc 'IO.puts(node())'
    expect_equal "$1" "$(<"$OUT")" "name of the node"
    expect_exit 0 "$bare" ping
    expect_exit 0 "$bare" pid
    expect_equal "$BACKGROUND_PID" "$(<"$OUT")" "process id"
    expect_exit 0 "$bare" health
    expect_exit 0 "$bare" stop
    e2e_has_ended "$BACKGROUND_PID" || fail "stop did not wait"
    cp "$TEST_TMP/env.sh" "$env_sh"
}

# with LINE...: env.sh has these lines.
with() { printf '%s\n' "$@" >>"$env_sh"; }

short=$(hostname -s)
answers "bare@$short"

with 'export RELEASE_NODE=shop'
answers "shop@$short"

with 'export RELEASE_DISTRIBUTION=name RELEASE_NODE=shop@127.0.0.1'
answers shop@127.0.0.1

with "RELEASE_DISTRIBUTION=name" "RELEASE_NODE=shop@localhost.localdomain"
if getent ahostsv4 localhost.localdomain >/dev/null; then
    answers shop@localhost.localdomain
else
    cp "$TEST_TMP/env.sh" "$env_sh"
fi

with 'export RELEASE_DISTRIBUTION=name RELEASE_NODE=shop@::1 ERL_AFLAGS="-proto_dist inet6_tcp"'
answers shop@::1

port=$(free_port)
with "export ERL_FLAGS='-start_epmd false -erl_epmd_port $port'"
answers "bare@$short"

# The port in remote.vm.args, as the node has it in vm.args.
cp "$release/releases/0.1.0/vm.args" "$release/releases/0.1.0/remote.vm.args" "$TEST_TMP/"
for file in vm.args remote.vm.args; do
    printf -- '-start_epmd false\n-erl_epmd_port %s\n-setcookie a-cookie-of-vm-args\n' "$port" \
        >>"$release/releases/0.1.0/$file"
done
answers "bare@$short"
cp "$TEST_TMP/vm.args" "$TEST_TMP/remote.vm.args" "$release/releases/0.1.0/"

# relx has this variable for it.
with "export ERL_FLAGS='-start_epmd false'" "export ERL_DIST_PORT=$port" \
    'if [ "$RELEASE_COMMAND" = start ]; then ERL_FLAGS="$ERL_FLAGS -erl_epmd_port $ERL_DIST_PORT"; fi'
answers "bare@$short"

# Another protocol is beyond us: a second VM does it, which says so where asked.
with 'export ERL_ZFLAGS="-proto_dist no_such"'
SLIPWAY_VERBOSE=1 expect_exit 1 "$bare" rpc 1
expect_contains "$ERR" '^rpc: in a second VM, because -proto_dist is no_such$'
expect_exit 1 "$bare" ping
expect_contains "$ERR" '^ERROR: ping can.t reach this system: -proto_dist is no_such; it takes inet_tcp or inet6_tcp$'
