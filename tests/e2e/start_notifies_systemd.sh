#!/usr/bin/env bash
# With NOTIFY_SOCKET, start and start_iex say READY=1 once when the system runs: in both modes, and after a reboot.
# labels: e2e slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

# listens NAME SOCKET: prints each message that comes, in logs/NAME.log; "@" begins the name of an abstract socket.
listens() {
    start_background "$1" python3 -uc '
import socket, sys
path = sys.argv[1]
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind("\0" + path[1:] if path.startswith("@") else path)
print("bound")
while True:
    print(receiver.recv(4096).decode().replace("\n", "|"))
' "$2"
    wait_for 10 grep -q bound "$TEST_TMP/logs/$1.log"
}

# When a message and the line of the application come through different channels, a second message can only be seen
# as one more line once the node has ended, which closes its sockets.
# expect_notified NAME: exactly one message came.
expect_notified() {
    wait_for 20 grep -q READY "$TEST_TMP/logs/$1.log"
    stop_release
    expect_equal 'bound READY=1|' "$(paste -sd ' ' "$TEST_TMP/logs/$1.log")" "messages"
}

copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
release=$(slipway_release .)
listens embedded "$TEST_TMP/socket"
start_release "$release" NOTIFY_SOCKET="$TEST_TMP/socket" RELEASE_MODE=embedded
expect_notified embedded
listens interactive "@slipway-$$"
start_release "$release" NOTIFY_SOCKET="@slipway-$$" RELEASE_MODE=interactive
expect_notified interactive

# start_iex, whose shell reads from a terminal that nothing types into.
listens iex "$TEST_TMP/socket-iex"
start_background shell env NOTIFY_SOCKET="$TEST_TMP/socket-iex" sh -c 'exec "$@" <>/dev/ptmx' sh "$release/bin/bare" start_iex
wait_for 20 grep -q READY "$TEST_TMP/logs/iex.log"
stop_pid "$BACKGROUND_PID"

# A manager that is not there any more is told in the log, and the system runs.
start_release "$release" NOTIFY_SOCKET="$TEST_TMP/none"
wait_for 10 grep -q "NOTIFY_SOCKET $TEST_TMP/none was not told: enoent" "$LOG"
stop_release

# Other commands say nothing: their VM is none of the manager's.
listens eval "$TEST_TMP/socket-eval"
expect_exit 0 env NOTIFY_SOCKET="$TEST_TMP/socket-eval" "$release/bin/bare" eval 'IO.puts(1)'
expect_equal bound "$(<"$TEST_TMP/logs/eval.log")" "messages"

# With reboot_system_after_config the first boot, which only configures, does not count.
add_project_option . 'releases: [bare: [reboot_system_after_config: true]]'
mkdir config
printf 'import Config\nconfig :bare, text: "configured"\n' >config/runtime.exs
release=$(slipway_release .)
listens reboot "$TEST_TMP/socket-reboot"
start_release "$release" NOTIFY_SOCKET="$TEST_TMP/socket-reboot"
expect_exit 0 "$release/bin/bare" rpc 'IO.inspect({Application.get_env(:bare, :text), :code.get_mode()})'
expect_equal '{"configured", :embedded}' "$(<"$OUT")" "facts"
expect_notified reboot
