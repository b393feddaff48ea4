#!/usr/bin/env bash
# Ctrl-C while the project compiles ends the build and its VM, which would else wait with a menu on the terminal; SIGTERM
# for the build alone does, too, and so does SIGHUP. Behind nohup a build goes on.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
echo 'unless System.get_env("COMPILES"), do: Process.sleep(:infinity)' >>"$TEST_TMP/bare/lib/bare.ex"

# The test itself stands elsewhere.
nothing_runs_in_the_project() {
    ! find /proc/[0-9]*/cwd -maxdepth 0 -lname "$TEST_TMP/bare" 2>/dev/null | grep .
}

# ends SIGNAL STATUS [-]: the signal goes to the build alone, or to its process group.
ends() {
    local log=build-$1 status=0
    # A shell without job control has what runs in its background ignore SIGINT.
    start_background "$log" setsid env --chdir="$TEST_TMP/bare" --default-signal=INT MIX_ENV=prod "$SLIPWAY" release
    wait_for 20 grep -q Compiling "$TEST_TMP/logs/$log.log"
    kill -s "$1" -- "${3:-}$BACKGROUND_PID"
    wait "$BACKGROUND_PID" || status=$?
    expect_equal "$2" "$status" "exit status after SIG$1"
    wait_for 10 nothing_runs_in_the_project
    expect_not_contains "$TEST_TMP/logs/$log.log" 'BREAK|^slipway:'
}

cd /
ends INT 130 -
ends TERM 143
ends HUP 129

start_background nohup env --chdir="$TEST_TMP/bare" COMPILES=1 MIX_ENV=prod nohup "$SLIPWAY" release
wait_for 20 grep -q Compiling "$TEST_TMP/logs/nohup.log"
kill -s HUP "$BACKGROUND_PID"
status=0
wait "$BACKGROUND_PID" || status=$?
expect_equal 0 "$status" "exit status behind nohup"
