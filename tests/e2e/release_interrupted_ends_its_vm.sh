#!/usr/bin/env bash
# Ctrl-C while the project compiles ends the build and its VM, which would else wait with a menu on the terminal.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
echo 'Process.sleep(:infinity)' >>lib/bare.ex

# A shell without job control has what runs in its background ignore SIGINT.
start_background build setsid env --default-signal=INT MIX_ENV=prod "$SLIPWAY" release
wait_for 20 grep -q Compiling "$TEST_TMP/logs/build.log"
kill -INT -- "-$BACKGROUND_PID"
status=0
wait "$BACKGROUND_PID" || status=$?
expect_equal 130 "$status" "exit status"
cd /

nothing_runs_in() {
    ! find /proc/[0-9]*/cwd -maxdepth 0 -lname "$1" 2>/dev/null | grep .
}
wait_for 10 nothing_runs_in "$TEST_TMP/bare"
expect_not_contains "$TEST_TMP/logs/build.log" BREAK
