#!/usr/bin/env bash
# What keeps a node in the background from starting is said by `daemon`, with status 1, and nothing is left behind.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare

no_pipe() { [[ -z $(find "$release" "$TEST_TMP/elsewhere" -type p) ]]; }

# refuses PATTERN [VARIABLE=VALUE...]
mkdir -p "$TEST_TMP/elsewhere"
refuses() {
    local pattern=$1
    shift
    expect_exit 1 env "$@" "$bare" daemon
    expect_contains "$ERR" "^ERROR: .*$pattern"
    expect_equal 1 "$(wc -l <"$ERR")" "lines of the message"
    # The daemon removes its pipes once it sees that there is no node.
    wait_for 10 no_pipe
}

: >"$TEST_TMP/elsewhere/file"
refuses "the folder for its logs, $TEST_TMP/elsewhere/file/log, can.t be made .*set RELEASE_TMP" RELEASE_TMP="$TEST_TMP/elsewhere/file"
mkdir -p "$TEST_TMP/elsewhere/a/log"
: >"$TEST_TMP/elsewhere/a/pipe"
refuses "create the folder for named pipes $TEST_TMP/elsewhere/a/pipe.*set RELEASE_TMP" RELEASE_TMP="$TEST_TMP/elsewhere/a"
# As on a file system that can only be read: nothing can be created below /proc.
refuses "/proc/log.*set RELEASE_TMP" RELEASE_TMP=/proc
mkdir -p "$TEST_TMP/elsewhere/b/log/erlang.log.1"
refuses 'its log can.t be written; set RELEASE_TMP.*erlang.log.1: Is a directory' \
    RELEASE_TMP="$TEST_TMP/elsewhere/b"
refuses 'RUN_ERL_LOG_MAXSIZE is "big"; it is a number of at least 1000' RUN_ERL_LOG_MAXSIZE=big
cookie=$(<"$release/releases/COOKIE")
: >"$release/releases/COOKIE"
refuses 'a distributed node needs a cookie'
printf %s "$cookie" >"$release/releases/COOKIE"

# Only execve(2) sees that this emulator is none for this system.
emulator=$(echo "$release"/erts-*/bin/beam.smp)
printf '#!/there/is/no/such/interpreter\n' >"$emulator"
refuses "can't execute the emulator $emulator: No such file or directory"
