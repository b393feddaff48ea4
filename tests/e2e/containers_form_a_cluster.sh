#!/usr/bin/env bash
# Two containers on one Docker network form a cluster: over IPv4 and IPv6, with epmd and with a fixed port.
# labels: e2e docker slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/engines.sh
source "$REPO/tests/e2e/engines.sh"

e2e_need_slipway
project=$TEST_TMP/exrelease
copy_fixture exrelease "$project"
cd "$project"
cat >>slipway.toml <<'END'

[node]
name = "exrelease@${IP}"
distribution = "name"
END
expect_exit 0 "$SLIPWAY" image -t cluster:epmd -o "$TEST_TMP/epmd.tar"
echo 'port = 9100' >>slipway.toml
expect_exit 0 "$SLIPWAY" image -t cluster:port -o "$TEST_TMP/port.tar"

start_dockerd
docker load --quiet --input "$TEST_TMP/epmd.tar"
docker load --quiet --input "$TEST_TMP/port.tar"
docker network create cluster4
docker network create --ipv6 --subnet fd00:510::/64 cluster6
settings=(--env SECRET_KEY_BASE=a-secret-of-the-test --env RELEASE_COOKIE=a-cookie)

# forms_a_cluster TAG NETWORK [OPTION...]: NODE_ONE and NODE_TWO, where they are set, name the nodes.
forms_a_cluster() {
    local tag=$1 network=$2 name node
    shift 2
    for name in one two; do
        node=NODE_${name^^}
        docker run --detach --name "$name" --network "$network" --network-alias "$name.cluster" "${settings[@]}" \
            ${!node:+--env "RELEASE_NODE=${!node}"} "$@" "cluster:$tag"
    done
    for name in one two; do wait_for 60 docker exec "$name" exrelease health; done
    expect_exit 0 docker exec two exrelease rpc 'IO.write(node())'
    node=$(<"$OUT")
    expect_exit 0 docker exec one exrelease rpc "IO.inspect(Node.connect(:\"$node\"))"
    expect_equal true "$(<"$OUT")" "connection to $node"
    # Each sees the other, and a message goes there and back.
    expect_exit 0 docker exec one exrelease rpc 'IO.write([hd(Node.list()) |> to_string(), " ", :erpc.call(hd(Node.list()), &node/0) |> to_string()])'
    expect_equal "$node $node" "$(<"$OUT")" "the other node"
    docker rm --force one two >/dev/null
}

forms_a_cluster epmd cluster4
forms_a_cluster port cluster4
# The names are those of Docker's resolver, which the nodes ask for IPv6.
export NODE_ONE=exrelease@one.cluster NODE_TWO=exrelease@two.cluster
forms_a_cluster epmd cluster6 --env ERL_AFLAGS='-proto_dist inet6_tcp'
forms_a_cluster port cluster6 --env ERL_AFLAGS='-proto_dist inet6_tcp'
