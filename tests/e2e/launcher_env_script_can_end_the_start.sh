#!/usr/bin/env bash
# A command of env.sh that fails ends the start with its status; so does its exit.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
env_script=$release/releases/0.1.0/env.sh
printf 'echo before\n(exit 9)\necho after\n' >"$env_script"
expect_exit 9 "$bare" version
expect_equal before "$(<"$OUT")" "output"
printf 'exit 5\n' >"$env_script"
expect_exit 5 "$bare" start
printf 'exit 0\n' >"$env_script"
expect_exit 0 "$bare" start
expect_equal '' "$(<"$OUT")$(<"$ERR")" "output"
# shellcheck disable=SC2016
printf ': "${NEEDED_BY_THE_TEST:?is not set}"\n' >"$env_script"
expect_exit 2 "$bare" version
expect_contains "$ERR" 'NEEDED_BY_THE_TEST: is not set'
expect_exit 0 env NEEDED_BY_THE_TEST=1 "$bare" version
