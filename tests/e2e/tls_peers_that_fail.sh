#!/usr/bin/env bash
# Over TLS, too, what is wrong is said with its exit code and in time: a certificate that has expired, at the node and at
# the client, and peers that hang, close or talk nonsense in place of a handshake. Over IPv6 it works as over IPv4.
# labels: e2e slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/tls.sh
source "$REPO/tests/e2e/tls.sh"

authority ours
certificate good ours localhost 30
certificate expired ours localhost -1
options tls.conf good ours tlsv1.2
release=$(release_with_tls inet6_tls)
bare=$release/bin/bare
export RELEASE_DISTRIBUTION=name RELEASE_NODE=bare@localhost

# refuses PATTERN VARIABLE=VALUE...: every command says so; one that goes on waiting would be ended by timeout(1).
refuses() {
    local pattern=$1 command
    shift
    for command in ping rpc stop; do
        expect_exit 1 env "$@" timeout 60 "$bare" "$command" --timeout "${PATIENCE:-30}" 1
        expect_contains "$ERR" "^ERROR: can't reach the node bare@localhost: $pattern"
        expect_equal 1 "$(wc -l <"$ERR")" "lines of the error"
    done
    expect_exit 1 env "$@" timeout 60 "$bare" remote
    expect_contains "$ERR" "^ERROR: can't reach the node bare@localhost: $pattern"
    expect_exit 6 env "$@" timeout 60 "$bare" health --timeout "${PATIENCE:-30}"
    expect_contains "$OUT" "^unreachable: can't reach the node bare@localhost: $pattern"
}

start_release "$release"
expect_exit 0 env SLIPWAY_VERBOSE=1 "$bare" rpc 'IO.inspect({node(), :init.get_argument(:proto_dist)})'
# shellcheck disable=SC2016 # no expansion is meant
expect_contains "$OUT" "^\\{:bare@localhost, \\{:ok, \\[.*inet6_tls.*\\]\\}\\}$"
expect_not_contains "$ERR" 'second VM'
expect_exit 0 "$bare" health
printf 'node()\n' | "$bare" remote >"$TEST_TMP/remote.log" 2>&1 || fail "remote failed"
expect_contains "$TEST_TMP/remote.log" ':bare@localhost'

# Ours has expired: the node says so. With TLS 1.3 that comes behind the handshake.
for version in tlsv1.2 tlsv1.3; do
    stop_release
    options tls.conf good ours $version
    start_release "$release"
    expect_exit 0 "$bare" ping
    options tls.conf expired ours $version
    expect_exit 1 timeout 60 "$bare" ping
    expect_contains "$ERR" '^ERROR: .*TLS: .*certificate expired'
    expect_exit 6 timeout 60 "$bare" health
    expect_contains "$OUT" '^unreachable: .*TLS: .*certificate expired'
done
stop_release

# That of the node has.
options tls.conf expired ours tlsv1.2
start_release "$release"
options tls.conf good ours tlsv1.2
refuses 'TLS: the certificate of localhost is not accepted: certificate has expired' A=a
stop_release

# Peers that are no nodes, at a port that needs no epmd.
for behaviour in silent closes garbage; do
    start_background fake "${TESTKIT:-$BUILD_DIR/tests/testkit/testkit}" fake-node "$behaviour"
    wait_for 5 test -s "$TEST_TMP/logs/fake.log"
    # They listen on IPv4.
    flags="-proto_dist inet_tls -start_epmd false -erl_epmd_port $(head -n 1 "$TEST_TMP/logs/fake.log")"
    case $behaviour in
        silent) PATIENCE=1 refuses 'TLS: localhost did not answer in time' ERL_ZFLAGS="$flags" ;;
        closes) refuses 'TLS: localhost closed the connection before it was secure' ERL_ZFLAGS="$flags" ;;
        garbage) refuses 'TLS: ' ERL_ZFLAGS="$flags" ;;
    esac
    stop_pid "$BACKGROUND_PID"
    rm "$TEST_TMP/logs/fake.log"
done
