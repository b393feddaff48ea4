#!/usr/bin/env bash
# A system whose vm.args ask for distribution over TLS is reached without a second VM; a certificate that is not
# accepted, by us or by the node, and a missing file are named.
# labels: e2e slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/tls.sh
source "$REPO/tests/e2e/tls.sh"

authority ours
authority theirs
certificate good ours localhost 30
certificate foreign theirs localhost 30
certificate other_host ours elsewhere.example 30

port=$(free_port)
options tls.conf good ours tlsv1.2
release=$(release_with_tls inet_tls)
bare=$release/bin/bare
export RELEASE_DISTRIBUTION=name RELEASE_NODE=bare@localhost

size=$(stat -c %s "$bare")
((size <= 6000000)) || fail "the launcher with TLS has $size bytes"
((size > 1500000)) || fail "the launcher has no TLS: $size bytes"

# answers: no second VM takes part; one would say so.
answers() {
    expect_exit 0 env SLIPWAY_VERBOSE=1 "$bare" rpc 'IO.puts(node())'
    expect_equal bare@localhost "$(<"$OUT")" "name of the node"
    expect_not_contains "$ERR" 'second VM'
    expect_exit 0 "$bare" ping
    expect_exit 0 "$bare" pid
    expect_exit 0 "$bare" health
    expect_equal ready "$(<"$OUT")" "state"
    expect_exit 0 "$bare" rpc 'IO.write(String.duplicate("x", 5_000_000))'
    expect_equal 5000000 "$(stat -c %s "$OUT")" "bytes that were printed"
}

start_release "$release"
answers
printf 'node()\n' | "$bare" remote >"$TEST_TMP/remote.log" 2>&1 || fail "remote failed"
expect_contains "$TEST_TMP/remote.log" ':bare@localhost'

# What we don't accept, and what we are not accepted with.
options tls.conf good theirs tlsv1.2
expect_exit 1 "$bare" rpc '1'
expect_contains "$ERR" 'the certificate of localhost is not accepted: '
expect_exit 6 "$bare" health
expect_contains "$OUT" '^unreachable: .*the certificate of localhost is not accepted: '
options tls.conf good ours tlsv1.2
sed -i 's|good\.|foreign.|g' "$TEST_TMP/tls.conf"
expect_exit 1 "$bare" ping
expect_contains "$ERR" "can't reach the node bare@localhost: TLS: .*alert"
rm "$TEST_TMP/tls.conf"
expect_exit 1 "$bare" health
expect_contains "$ERR" 'tls\.conf'
options tls.conf good ours tlsv1.2
sed -i "s|$certificates/ours.pem|$certificates/none.pem|" "$TEST_TMP/tls.conf"
expect_exit 1 "$bare" ping
expect_contains "$ERR" 'none\.pem'
options tls.conf good ours tlsv1.2
expect_exit 0 "$bare" stop

# A certificate for another host; TLS 1.3; a port that needs no epmd.
options tls.conf other_host ours tlsv1.2
start_release "$release"
expect_exit 1 "$bare" ping
expect_contains "$ERR" 'is not accepted: hostname mismatch'
sed -i 's/{verify, verify_peer}, {versions/{verify, verify_none}, {versions/' "$TEST_TMP/tls.conf"
expect_exit 0 "$bare" stop

options tls.conf good ours tlsv1.3
export ERL_AFLAGS="-start_epmd false -erl_epmd_port $port"
start_release "$release"
answers
expect_exit 0 "$bare" stop
