#!/usr/bin/env bash
# HOME of the system and of `eval` is the caller's, and filename:basedir goes by it; what the VM takes for its home is the
# folder of the cookie, as docs/configuration.md says.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
mkdir "$TEST_TMP/its-home"
unset XDG_CACHE_HOME
export HOME=$TEST_TMP/its-home
facts='IO.puts(Enum.join([System.get_env("HOME"), :filename.basedir(:user_cache, [?x]), System.user_home()], " "))'
start_release "$release"
for command in rpc eval; do
    expect_exit 0 "$bare" "$command" "$facts"
    read -r home cache vm_home <"$OUT"
    expect_equal "$TEST_TMP/its-home" "$home" "HOME ($command)"
    expect_equal "$TEST_TMP/its-home/.cache/x" "$cache" "folder of a cache ($command)"
    expect_contains "$vm_home" '/slipway-[0-9]+/node-[0-9a-f]+$'
done
stop_release

# RELEASE_VM_HOME=1: the home is HOME, and the cookie an argument, as in releases of Mix. Commands reach the node all the same.
start_release "$release" RELEASE_VM_HOME=1
for command in rpc eval; do
    expect_exit 0 env RELEASE_VM_HOME=1 "$bare" "$command" "$facts"
    read -r home cache vm_home <"$OUT"
    expect_equal "$TEST_TMP/its-home" "$vm_home" "the VM's home ($command)"
done
expect_contains "$(tr '\0' ' ' <"/proc/$BACKGROUND_PID/cmdline")" " -setcookie $(cat "$release/releases/COOKIE") "
expect_equal 0 "$(find "$TEST_TMP/its-home" -name .erlang.cookie | wc -l)" "files with a cookie in HOME"
stop_release
expect_exit 1 env RELEASE_VM_HOME=1 RELEASE_COOKIE=-x "$bare" start
expect_contains "$ERR" '^ERROR: the cookie of RELEASE_COOKIE begins with "-", and with RELEASE_VM_HOME=1'
