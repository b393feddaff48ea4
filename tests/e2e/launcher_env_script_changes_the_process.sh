#!/usr/bin/env bash
# What env.sh does to its process (folder, umask, limits) holds for the VM, which is that same process.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
mkdir "$TEST_TMP/work"
cat >"$release/releases/0.1.0/env.sh" <<END
cd "$TEST_TMP/work"
umask 027
ulimit -n 555
echo "\$\$" >"$TEST_TMP/shell_pid"
END
cd "$TEST_TMP"
# Called by a relative path, which would lead elsewhere after the cd.
start_background bare "../${TEST_TMP##*/}/bare/_build/prod/rel/bare/bin/bare" start
wait_for 20 grep -q '^bare runs on' "$TEST_TMP/logs/bare.log"
expect_equal "$BACKGROUND_PID" "$(<"$TEST_TMP/shell_pid")" "process ids"
expect_equal "$TEST_TMP/work" "$(readlink "/proc/$BACKGROUND_PID/cwd")" "folder"
expect_contains "$(<"/proc/$BACKGROUND_PID/status")" '^Umask:\s+0027$'
expect_contains "$(<"/proc/$BACKGROUND_PID/limits")" '^Max open files +555 +555 '
stop_pid "$BACKGROUND_PID"
expect_equal 0 "$STOP_STATUS" "exit status after SIGTERM"
