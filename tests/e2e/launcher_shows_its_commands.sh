#!/usr/bin/env bash
# Help, and commands that are unknown or incomplete.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
for help in help --help -h; do
    expect_exit 0 "$bare" "$help"
    expect_contains "$OUT" '^Usage: bare COMMAND'
    expect_contains "$OUT" '^  remote '
    expect_equal '' "$(<"$ERR")" "errors of $help"
done
expect_exit 0 "$bare"
expect_equal '' "$(<"$OUT")" "output without a command"
expect_contains "$ERR" '^Usage: bare COMMAND'
expect_exit 1 "$bare" strat
expect_contains "$ERR" '^Usage: bare COMMAND'
expect_contains "$ERR" '^ERROR: unknown command "strat"; did you mean "start"\?$'
expect_exit 1 "$bare" deamon
expect_contains "$ERR" '^ERROR: unknown command "deamon"; did you mean "daemon"\?$'
for command in eval rpc; do
    expect_exit 1 "$bare" "$command" ''
    expect_contains "$ERR" "^ERROR: ${command^^} expects an expression as argument"
done
