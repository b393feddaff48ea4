#!/usr/bin/env bash
# [hooks] of slipway.toml run before and after the system, in order, with its variables and without input.
# labels: e2e

# shellcheck disable=SC2016 # what stands in single quotes is for other programs

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
cat >slipway.toml <<'END'
[hooks]
before_start = [
  ["prepare", "first"],
  ["sh", "-c", "echo \"$$SLIPWAY_HOOK of $$RELEASE_NODE, ${COLOUR:-red}, reads <$$(cat)>\""],
]
after_start = [["rpc", "IO.puts(\"after_start on #{node()} as #{System.get_env(\"SLIPWAY_HOOK\", \"none\")}\")"]]
before_stop = [["./say", "before_stop", "${RELEASE_NAME}"]]
after_stop = [["sh", "-c", "echo $$SLIPWAY_HOOK"]]

[commands]
prepare = ["eval", "IO.puts(\"before_start #{Enum.join(System.argv())}\")"]
END
release=$(slipway_release "$PWD")
mkdir "$TEST_TMP/work"
cd "$TEST_TMP/work"
printf '#!/bin/sh\necho "$*: $SLIPWAY_HOOK"\n' >say
chmod +x say

start_release "$release" COLOUR=blue
node() { pgrep -P "$BACKGROUND_PID" -x beam.smp; }
# A hook that reaches the node is done only when the node has answered it.
wait_for 20 grep -q '^after_start' "$LOG"
pid=$("$release/bin/bare" pid)
expect_equal "$pid" "$(node)" "the launcher's child"
expect_contains "/proc/$BACKGROUND_PID/status" '^Name:.bare$'

# The parent is small: 3 MB at most.
peak=$(awk '/^VmHWM:/ { print $2 }' "/proc/$BACKGROUND_PID/status")
echo "peak of the parent: $peak kB"
((peak < 3072)) || fail "the parent takes $peak kB"

stop_release
expect_equal 'before_start first
before_start of bare, blue, reads <>
after_start on bare as none
before_stop bare: before_stop
after_stop' "$(grep -Eo '^(before|after)_.*' "$LOG" | sed 's/@[^ ]*//')" "what ran"

# A word that can't be expanded is found before anything runs, also in the last hook.
sed -i 's/\[\["sh", "-c", "echo \$\$SLIPWAY_HOOK"\]\]/[["echo", "${FAREWELL}"]]/' "$TEST_TMP/bare/slipway.toml"
cd "$TEST_TMP/bare"
release=$(slipway_release "$PWD")
expect_exit 1 "$release/bin/bare" start
expect_equal '' "$(<"$OUT")" "what ran"
expect_contains "$ERR" '^ERROR: \[hooks\] after_stop of slipway.toml is "\$\{FAREWELL\}": the variable FAREWELL is not set; set it'

# Only the system has hooks.
expect_exit 0 "$release/bin/bare" eval 'IO.puts("alone")'
expect_equal alone "$(<"$OUT")" "output of eval"
