#!/usr/bin/env bash
# What is wrong with a node is said, with status 1, and in time: no node, another cookie, one that hangs, one that sends
# nothing, or garbage, or is cut off in the middle.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
host=$(hostname -s)

# refuses PATTERN COMMAND...: one that goes on waiting would be ended by timeout(1), with status 124.
refuses() {
    local pattern=$1
    shift
    expect_exit 1 timeout 60 "$@"
    expect_contains "$ERR" "^ERROR: .*($pattern)"
    expect_equal 1 "$(wc -l <"$ERR")" "lines of the error"
}

# fake BEHAVIOUR...: sets FAKE_PORT.
fake() {
    FAKE_NODE=bare@$host start_background fake "${TESTKIT:-$BUILD_DIR/tests/testkit/testkit}" fake-node "$@"
    wait_for 5 test -s "$TEST_TMP/logs/fake.log"
    FAKE_PORT=$(head -n 1 "$TEST_TMP/logs/fake.log")
}
end_fake() {
    stop_pid "$BACKGROUND_PID"
    rm "$TEST_TMP/logs/fake.log"
}

# Nobody there.
refuses 'can.t reach the node bare@.*: nothing answers at 127\.0\.0\.1:[0-9]+ \(Connection refused\)' "$bare" ping
refuses 'the host "no-such-host\.invalid" (has no IPv4 address|was not found: .* no name server .* gave an answer)' \
    env RELEASE_NODE=bare@no-such-host.invalid RELEASE_DISTRIBUTION=name "$bare" ping --timeout 2
refuses 'RELEASE_DISTRIBUTION is none' env RELEASE_DISTRIBUTION=none "$bare" ping

# Peers that are no nodes, at a port that needs no epmd. Where the answer is no timeout, a busy machine has its time.
for behaviour in silent closes garbage; do
    fake "$behaviour"
    patience=30
    case $behaviour in
        silent) pattern='the node bare@.* did not answer in time' patience=1 ;;
        closes) pattern='the node bare@.* closed the connection' ;;
        garbage) pattern='the node bare@.*: expected a status of the distribution protocol, found a message of' ;;
    esac
    refuses "$pattern" env ERL_FLAGS="-start_epmd false -erl_epmd_port $FAKE_PORT" "$bare" ping --timeout $patience
    # The same as a port mapper.
    case $behaviour in
        silent) pattern='epmd at 127\.0\.0\.1:[0-9]+ did not answer in time' ;;
        closes) pattern='epmd at 127\.0\.0\.1:[0-9]+ closed the connection' ;;
        garbage) pattern='epmd at 127\.0\.0\.1:[0-9]+ is no port mapper' ;;
    esac
    refuses "$pattern" env ERL_EPMD_PORT="$FAKE_PORT" "$bare" ping --timeout $patience
    end_fake
done

# A port mapper that knows a node that is not there.
gone=$(free_port)
fake epmd "$gone"
refuses "nothing answers at 127\\.0\\.0\\.1:$gone" env ERL_EPMD_PORT="$FAKE_PORT" "$bare" ping
end_fake

# Nodes that shake hands, and then fail.
for tail in silent closes garbage half huge; do
    fake node a-cookie "$tail"
    patience=30
    case $tail in
        silent | huge) pattern='did not answer in time' patience=1 ;;
        closes | half) pattern='the node bare@.* closed the connection' ;;
        garbage) pattern='the node bare@.*: expected a packet of type 112' ;;
    esac
    for command in ping rpc pid stop; do
        refuses "$pattern" env RELEASE_COOKIE=a-cookie ERL_FLAGS="-start_epmd false -erl_epmd_port $FAKE_PORT" \
            "$bare" "$command" --timeout $patience 1+1
    done
    refuses 'it refused our cookie' env RELEASE_COOKIE=another \
        ERL_FLAGS="-start_epmd false -erl_epmd_port $FAKE_PORT" "$bare" ping --timeout 30
    end_fake
done

# A real one.
start_release "$release"
refuses 'the node bare@.*: it refused our cookie' env RELEASE_COOKIE=another "$bare" rpc 1
refuses 'epmd at 127\.0\.0\.1:[0-9]+ does not know it' env RELEASE_NODE=another "$bare" rpc 1
refuses 'did not answer in time' "$bare" rpc --timeout 0.3 'Process.sleep(:infinity)'
kill -STOP "$BACKGROUND_PID"
refuses 'did not answer in time' "$bare" ping --timeout 0.5
kill -CONT "$BACKGROUND_PID"
expect_exit 0 "$bare" ping
expect_equal pong "$(<"$OUT")" "answer"
refuses 'closed the connection' "$bare" rpc 'System.halt(1)'
