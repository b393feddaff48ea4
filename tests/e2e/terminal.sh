# shellcheck shell=bash
#
# Programs in terminals, and nodes in the background. Sourced after lib.sh.

# types COMMAND...: runs the command in a terminal; each line of the standard input, PROMPT<TAB>TEXT, is typed once the
# prompt has been seen; ^G is CTRL-G, and ^D or ^C alone is that key without a line end. Prints what the terminal showed.
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
    keys = {"^C": "\x03", "^D": "\x04"}[text] if text in ("^C", "^D") else text.replace("^G", "\x07") + "\r"
    os.write(terminal, keys.encode())
wait_for(b"(?!)", 0, 20)
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(status))
' "$@"
}

# start_daemon RELEASE [COMMAND] [VARIABLE=VALUE...]: starts the node in the background and waits until it answers. Sets
# NODE_PID, DAEMON_PID and LOG_FOLDER.
start_daemon() {
    local release=$1 command=${2:-daemon} program
    shift "$(($# < 2 ? $# : 2))"
    program=$release/bin/$(basename "$release")
    expect_exit 0 env "$@" "$program" "$command"
    expect_equal '' "$(cat "$OUT" "$ERR")" "what $command prints"
    wait_for 20 env "$@" "$program" pid
    NODE_PID=$("$program" pid)
    DAEMON_PID=$(ps -o ppid= -p "$NODE_PID" | tr -d ' ')
    LOG_FOLDER=$release/tmp/log
    # Read by the tests.
    : "$NODE_PID" "$DAEMON_PID" "$LOG_FOLDER"
}

e2e_has_gone() { ! is_running "$1"; }

# expect_daemon_gone RELEASE: node and daemon end, and leave no pipe.
expect_daemon_gone() {
    wait_for 15 e2e_has_gone "$NODE_PID"
    wait_for 15 e2e_has_gone "$DAEMON_PID"
    expect_equal '' "$(ls "$1/tmp/pipe")" "what is left of the pipes"
}

# set_in_plan RELEASE FIELD: puts a field of slipway.toml's settings into the launch plan, in place of one that was there.
set_in_plan() {
    local plan
    plan=$(echo "$1"/releases/*/launch.term)
    [[ -e $plan.made ]] || cp "$plan" "$plan.made"
    FIELD=$2 perl -pe 's/includes_erts => true/$ENV{FIELD} =~ m{includes_erts} ? $ENV{FIELD} : "$&, $ENV{FIELD}"/e' \
        "$plan.made" >"$plan"
    ! cmp -s "$plan" "$plan.made" || fail "the plan was not changed"
}

# on_screen COLUMNS ROWS COMMAND...: runs the command in a terminal that is emulated, and does what the standard input
# says, line by line (screen.py). Prints what was shown.
on_screen() {
    /usr/bin/python3 "$REPO/tests/e2e/screen.py" "$@"
}

# start_bare: runs a release of the fixture `bare`. Sets BARE to its program.
start_bare() {
    local release
    release=$(cached_slipway_release bare)
    BARE=$release/bin/bare
    start_release "$release"
}

# remote_on_screen: on_screen with a remote shell of BARE in an xterm of the usual size.
remote_on_screen() {
    on_screen 80 24 env TERM=xterm "$BARE" remote
}
