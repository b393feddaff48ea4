#!/usr/bin/env bash
# With -heart in vm.args, a node that is killed is started again by the command that started it; `stop` ends it for good.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
printf -- '-heart\n' >>"$release/releases/0.1.0/vm.args"

is_another() {
    local pid
    pid=$("$bare" pid) && [[ $pid != "$NODE_PID" ]]
}
heart_of() { ps -o pid= --ppid "$(ps -o pid= --ppid "$1" | tr -d ' ')" | tr -d ' '; }

start_daemon "$release"
daemon=$DAEMON_PID
kill -KILL "$NODE_PID"
wait_for 20 is_another
wait_for 15 e2e_has_gone "$daemon"
NODE_PID=$("$bare" pid)
DAEMON_PID=$(ps -o ppid= -p "$NODE_PID" | tr -d ' ')
expect_contains "$(tr '\0' ' ' <"/proc/$DAEMON_PID/cmdline")" "^$bare daemon $"
expect_exit 0 "$bare" rpc 'Bare.env("HEART_COMMAND"); Bare.env("RELEASE_COMMAND")'
expect_equal "\"RELEASE_SYS_CONFIG='' exec '$bare' 'daemon'\" \"daemon\"" "$(paste -sd ' ' "$OUT")" "facts"

# A command that reads the same vm.args is no system to start again.
HEART_COMMAND="touch $TEST_TMP/started-again" expect_exit 0 "$bare" eval 'Bare.flag(:heart)'
expect_equal nil "$(<"$OUT")" "-heart of eval"

heart=$(heart_of "$NODE_PID")
expect_contains "$(tr '\0' ' ' <"/proc/$heart/cmdline")" 'heart'
expect_exit 0 "$bare" stop
wait_for 15 e2e_has_gone "$heart"
expect_daemon_gone "$release"
[[ ! -e $TEST_TMP/started-again ]] || fail "eval started the system"

# The user's own command comes first.
start_daemon "$release" daemon HEART_COMMAND="touch $TEST_TMP/mine"
kill -KILL "$NODE_PID"
wait_for 20 test -e "$TEST_TMP/mine"
expect_daemon_gone "$release"
