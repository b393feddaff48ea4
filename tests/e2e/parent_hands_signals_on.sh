#!/usr/bin/env bash
# A launcher that stays as the parent hands each signal on once, and ends as a shell reports the end of its child.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
set_in_plan "$release" 'hooks => #{after_stop => [[<<"true">>]]}'

# The node writes down the signals that a VM can hear of.
cat >"$TEST_TMP/listen.exs" <<'END'
defmodule Heard do
  def init(path), do: {:ok, path}
  def handle_event(signal, path) do
    File.write!(path, "#{signal}\n", [:append])
    {:ok, path}
  end
  def handle_call(_, path), do: {:ok, :ok, path}
end
for signal <- [:sighup, :sigquit, :sigusr1, :sigusr2], do: :os.set_signal(signal, :handle)
:gen_event.delete_handler(:erl_signal_server, :erl_signal_handler, [])
:ok = :gen_event.add_handler(:erl_signal_server, Heard, System.get_env("HEARD"))
END
start_release "$release" HEARD="$TEST_TMP/heard"
expect_exit 0 "$bare" rpc "Code.eval_file(\"$TEST_TMP/listen.exs\"); IO.puts(:listens)"
wanted=
for signal in HUP QUIT USR1 USR2 TERM; do
    kill -s "$signal" "$BACKGROUND_PID"
    wanted+=sig${signal,,}$'\n'
    wait_for 10 grep -qx "sig${signal,,}" "$TEST_TMP/heard"
done
expect_equal "$wanted" "$(cat "$TEST_TMP/heard")"$'\n' "signals"
# Nothing in the node minds them now.
node=$("$bare" pid)
kill -KILL "$node"
status=0
wait "$BACKGROUND_PID" || status=$?
expect_equal 137 "$status" "exit status after the node was killed"

# Those that a VM does not tell: a program in its place hears them.
emulator=$(echo "$release"/erts-*/bin/beam.smp)
rm "$emulator"
cat >"$emulator" <<'END'
#!/usr/bin/env python3
import os, signal
def heard(number, _):
    os.write(1, f"heard {signal.Signals(number).name[3:]}\n".encode())
    if number == signal.SIGTERM:
        os._exit(9)
for name in ("INT", "WINCH", "HUP", "QUIT", "USR1", "USR2", "TERM"):
    signal.signal(getattr(signal, "SIG" + name), heard)
os.write(1, b"listens\n")
while True:
    signal.pause()
END
chmod +x "$emulator"
start_background program "$bare" start
wait_for 10 grep -q listens "$TEST_TMP/logs/program.log"
wanted=listens
for signal in INT WINCH HUP QUIT USR1 USR2 TERM; do
    kill -s "$signal" "$BACKGROUND_PID"
    wait_for 10 grep -qx "heard $signal" "$TEST_TMP/logs/program.log"
    wanted+=$'\n'"heard $signal"
done
status=0
wait "$BACKGROUND_PID" || status=$?
expect_equal 9 "$status" "exit status of the program"
expect_equal "$wanted" "$(<"$TEST_TMP/logs/program.log")" "signals"
