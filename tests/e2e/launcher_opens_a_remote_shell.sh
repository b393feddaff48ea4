#!/usr/bin/env bash
# `remote` opens a shell of the running node in a terminal, and leaves the node running when it ends; start_iex is one.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare

# types COMMAND...: runs the command in a terminal; each line of the standard input, PROMPT<TAB>TEXT, is typed once the
# prompt has been seen. Prints what the terminal showed.
types() {
    python3 -c '
import os, pty, re, select, sys, time
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
shown = b""
def wait_for(pattern, start, seconds=20):
    global shown
    deadline = time.time() + seconds
    while not re.search(pattern, shown[start:]):
        if time.time() > deadline:
            sys.exit("not seen: %r in %r" % (pattern, shown))
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                data = os.read(terminal, 65536)
            except OSError:
                return False
            if not data:
                return False
            shown += data
    return True
seen = 0
for line in sys.stdin:
    prompt, text = line.rstrip("\n").split("\t")
    wait_for(prompt.encode(), seen)
    seen = len(shown)
    os.write(terminal, text.replace("^G", "\x07").encode() + b"\r")
wait_for(b"(?!)", 0, 20)
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(status))
' "$@"
}

start_release "$release"
shell=$(types env TERM=xterm "$bare" remote <<'END'
iex\(bare@\S+\)1>	Bare.count(); Bare.count() |> IO.inspect(); IO.puts("pid " <> System.pid())
iex\(bare@\S+\)2>	^G
 --> 	q
END
)
expect_contains "$shell" "pid $BACKGROUND_PID"
expect_equal "$BACKGROUND_PID" "$("$bare" pid)" "process ids after the shell"
stop_release

shell=$(types env TERM=xterm RELEASE_NODE=iexed "$bare" start_iex <<'END'
iex\(iexed@\S+\)1>	Bare.count(); IO.puts("node " <> to_string(node()))
iex\(iexed@\S+\)2>	System.stop()
END
)
expect_contains "$shell" '^node iexed@'
