#!/usr/bin/env bash
# The host of a node is asked for at the name servers of resolv.conf: with its domain, over TCP where an answer was
# truncated, for IPv6; one that says nothing, fails or does not know the host is told in time.
# labels: e2e

# A network and a resolv.conf of its own.
if [[ -z ${OWN_NETWORK:-} ]]; then
    OWN_NETWORK=1 exec unshare --map-root-user --net --mount "$BASH" "${BASH_SOURCE[0]}"
fi

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

ip link set lo up
printf 'nameserver 127.0.0.1\nsearch test\n' >"$TEST_TMP/resolv.conf"
mount --bind "$TEST_TMP/resolv.conf" /etc/resolv.conf

release=$(cached_slipway_release bare)
bare=$release/bin/bare
export RELEASE_NODE=bare@no-host-of-ours

stop_server() {
    [[ -z $SERVER_PID ]] || stop_pid "$SERVER_PID"
    SERVER_PID=
}

# serve BEHAVIOUR RECORD...: a name server, whose questions stand in $QUESTIONS.
QUESTIONS=$TEST_TMP/logs/name-server.log
SERVER_PID=
serve() {
    stop_server
    start_background name-server "${TESTKIT:-$BUILD_DIR/tests/testkit/testkit}" name-server "$@"
    SERVER_PID=$BACKGROUND_PID
    wait_for 5 grep -q '^ready$' "$QUESTIONS"
}
here=no-host-of-ours.test=127.0.0.3
# Where no route leads to, before an address of the node.
two=(no-host-of-ours.test=192.0.2.1 "$here")

# answers QUESTION...: the node is reached, and this was asked.
answers() {
    expect_exit 0 timeout 60 "$bare" rpc 'IO.puts(node())'
    expect_equal bare@no-host-of-ours "$(<"$OUT")" "name of the node"
    expect_equal "$(printf '%s\n' ready "$@")" "$(<"$QUESTIONS")" "questions"
}

start_release "$release"
node=$BACKGROUND_PID
serve answers "${two[@]}"
answers 'udp a no-host-of-ours.test'
serve truncates "${two[@]}"
answers 'udp a no-host-of-ours.test' 'tcp a no-host-of-ours.test'
serve udp-only "$here" "${two[@]}"
answers 'udp a no-host-of-ours.test' 'tcp refused'
serve tcp-hangs "$here" "${two[@]}"
answers 'udp a no-host-of-ours.test' 'tcp a no-host-of-ours.test'
serve foreign "$here"
answers 'udp a no-host-of-ours.test'

# A server that knows it by its name alone.
serve answers no-host-of-ours=127.0.0.3
answers 'udp a no-host-of-ours.test' 'udp a no-host-of-ours'

serve answers other.test=127.0.0.3
expect_exit 1 timeout 60 "$bare" ping
expect_contains "$ERR" '^ERROR: .*the host "no-host-of-ours" has no IPv4 address: it is neither in /etc/hosts nor known'
unanswered='the host "no-host-of-ours" was not found: .* no name server of /etc/resolv.conf gave an answer \(127\.0\.0\.1:53\)'
for behaviour in fails silent; do
    serve $behaviour "$here"
    expect_exit 1 timeout 60 "$bare" rpc --timeout 2 1
    expect_contains "$ERR" "^ERROR: .*$unanswered"
    expect_contains "$QUESTIONS" '^udp a '
    expect_exit 6 timeout 60 "$bare" health --timeout 2
    expect_contains "$OUT" "^unreachable: .*$unanswered"
done
# Nobody there at all.
stop_server
expect_exit 1 timeout 60 "$bare" ping
expect_contains "$ERR" "^ERROR: .*$unanswered"

stop_pid "$node"
export ERL_AFLAGS='-proto_dist inet6_tcp'
start_release "$release"
serve truncates no-host-of-ours.test=::1
answers 'udp aaaa no-host-of-ours.test' 'tcp aaaa no-host-of-ours.test'
expect_exit 0 "$bare" stop
