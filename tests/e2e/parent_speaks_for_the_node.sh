#!/usr/bin/env bash
# Under systemd the launcher is the main process: it hands on what the node tells, and the node gets what is meant for it.
# labels: e2e

# shellcheck disable=SC2016 # what stands in single quotes is for other programs

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
set_in_plan "$release" 'hooks => #{after_start => [[<<"echo">>, <<"after_start">>]]}'

# A manager that listens to the main process alone, as NotifyAccess=main: prints who says what.
start_background manager python3 -uc '
import array, socket, struct, sys
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
receiver.bind(sys.argv[1])
print("bound")
while True:
    message, control, _, _ = receiver.recvmsg(4096, 256)
    pid, _, _ = struct.unpack("3i", control[0][2])
    print(pid, message.decode().replace("\n", "|"))
' "$TEST_TMP/notify"
manager=$TEST_TMP/logs/manager.log
wait_for 10 grep -q bound "$manager"

# sh keeps its process id for the launcher, as systemd does.
start_background bare sh -c 'LISTEN_PID=$$ LISTEN_FDS=0 WATCHDOG_PID=$$ exec env NOTIFY_SOCKET="$1" "$2" start' \
    sh "$TEST_TMP/notify" "$bare"
LOG=$TEST_TMP/logs/bare.log
wait_for 60 grep -q '^after_start$' "$LOG"
expect_exit 0 "$bare" rpc 'for name <- ["LISTEN_PID", "WATCHDOG_PID"], do: IO.puts(System.get_env(name) == System.pid())'
expect_equal 'true true' "$(paste -sd ' ' "$OUT")" "processes that are named"

# What an application says goes on, too; what another process says to the parent is none of its business.
expect_exit 0 "$bare" rpc '
  {:ok, s} = :gen_udp.open(0, [:local])
  "@" <> name = System.get_env("NOTIFY_SOCKET")
  :ok = :gen_udp.send(s, {:local, <<0, name::binary>>}, 0, "STATUS=serves\nWATCHDOG=1")
  IO.puts(name)'
name=$(<"$OUT")
python3 -c '
import socket, sys
socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"STOP", "\0" + sys.argv[1])' "$name"
wait_for 10 grep -q STATUS "$manager"
expect_exit 0 "$bare" rpc 'IO.puts("runs")'
stop_release
expect_equal "bound
$BACKGROUND_PID READY=1|
$BACKGROUND_PID STATUS=serves|WATCHDOG=1" "$(<"$manager")" "messages"
