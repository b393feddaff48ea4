#!/usr/bin/env bash
# [node] and [env] of slipway.toml are expanded at each start, for env.sh and the node; the environment comes first.
# labels: e2e

# shellcheck disable=SC2016 # what stands in single quotes is for the launcher or for env.sh

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
set_in_plan "$release" 'node => #{name => <<"n${NUMBER}">>, distribution => <<"sname">>},
   env => #{<<"A_PLAIN">> => <<"$$1 {}">>, <<"A_DEFAULT">> => <<"${POOL:-10}">>, <<"A_GIVEN">> => <<"from slipway.toml">>,
            <<"A_HOST">> => <<"${HOSTNAME}">>, <<"A_NAME">> => <<"${RELEASE_NAME}">>}'
cat >>"$release/releases/0.1.0/env.sh" <<'ENV'
export A_SEEN="env.sh sees $A_PLAIN"
ENV

expect_exit 0 env -u HOSTNAME A_GIVEN=given "$bare" eval 'Bare.env_with("A_")'
expect_equal "A_DEFAULT: \"10\"
A_GIVEN: \"given\"
A_HOST: \"$(hostname)\"
A_NAME: \"bare\"
A_PLAIN: \"\$1 {}\"
A_SEEN: \"env.sh sees \$1 {}\"" "$(<"$OUT")" "variables"

# The name of the node is for commands that have to do with it.
expect_exit 1 "$bare" start
expect_contains "$ERR" '^ERROR: \[node\] name of slipway.toml is "n\$\{NUMBER\}": the variable NUMBER is not set; set it'
start_release "$release" NUMBER=7
expect_exit 0 env NUMBER=7 "$bare" rpc 'IO.puts(node())'
expect_contains "$OUT" '^n7@'
expect_exit 0 env RELEASE_NODE=n7 "$bare" pid
expect_equal "$BACKGROUND_PID" "$(<"$OUT")" "process ids"
stop_release
# env.sh comes before slipway.toml, too.
printf 'RELEASE_NODE=of_env_sh\n' >>"$release/releases/0.1.0/env.sh"
start_release "$release"
expect_exit 0 "$bare" rpc 'IO.puts(node())'
expect_contains "$OUT" '^of_env_sh@'
stop_release

set_in_plan "$release" 'env => #{<<"URL">> => <<"http://${HOST">>}'
expect_exit 1 "$bare" eval 'IO.puts(1)'
expect_contains "$ERR" '^ERROR: \[env\] URL of slipway.toml is "http://\$\{HOST": "\$\{" at offset 7 has no "\}"$'
expect_exit 0 "$bare" help

# The address of a host that has none: a network of its own, where only the loopback interface is.
set_in_plan "$release" 'env => #{<<"A_IP">> => <<"${IP}">>}'
expect_exit 1 unshare --map-root-user --net "$bare" eval 'Bare.env("A_IP")'
expect_contains "$ERR" 'no variable IP is set, and no interface that is up has an IPv4 address but the loopback$'
expect_exit 0 unshare --map-root-user --net sh -c \
    'ip link set lo up && ip link add d0 type veth peer name d1 && ip address add 192.0.2.7/24 dev d0 && ip link set d0 up && exec "$@"' \
    sh "$bare" eval 'Bare.env("A_IP")'
expect_equal '"192.0.2.7"' "$(<"$OUT")" "address"
