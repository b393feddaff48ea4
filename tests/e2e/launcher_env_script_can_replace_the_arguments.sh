#!/usr/bin/env bash
# env.sh can replace the arguments with set --, and with them the command.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
# shellcheck disable=SC2016
printf 'if [ -z "$1" ]; then set -- version; fi\n' >"$release/releases/0.1.0/env.sh"
expect_exit 0 "$bare"
expect_equal 'bare 0.1.0' "$(<"$OUT")" "output"
# shellcheck disable=SC2016
printf 'case $1 in hello) echo "hello $2"; exit 3;; esac\n' >"$release/releases/0.1.0/env.sh"
expect_exit 3 "$bare" hello world
expect_equal 'hello world' "$(<"$OUT")" "output"
