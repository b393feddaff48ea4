#!/usr/bin/env bash
# `rpc` and `eval` take an expression, a file, or a function with its arguments as strings.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
start_release "$release"

file=$TEST_TMP/script.exs
printf '%s\n' 'IO.puts("from #{Path.basename(__ENV__.file)}")' 'IO.puts("größer")' >"$file"
raising=$TEST_TMP/raising.exs
printf '%s\n' 'IO.puts("first")' 'raise "in line 2"' >"$raising"

for command in rpc eval; do
    expect_exit 0 "$bare" "$command" --file "$file"
    expect_equal 'from script.exs größer' "$(paste -sd ' ' "$OUT")" "$command --file"
    expect_exit 1 "$bare" "$command" --file "$raising"
    expect_equal first "$(<"$OUT")" "output before the error"
    expect_contains "$ERR" '^\*\* \(RuntimeError\) in line 2$'
    expect_exit 1 "$bare" "$command" --file "$TEST_TMP/missing.exs"
    expect_contains "$ERR" '^ERROR: .*missing\.exs: No such file or directory$'

    expect_exit 0 "$bare" "$command" --mfa IO puts 'größer "quoted" #{1} \ end'
    expect_equal 'größer "quoted" #{1} \ end' "$(<"$OUT")" "$command --mfa"
    expect_equal '' "$(<"$ERR")" "warnings of $command --mfa"
    expect_exit 0 "$bare" "$command" --mfa :io put_chars --timeout
    expect_equal --timeout "$(<"$OUT")" "$command --mfa with an Erlang module"
    expect_exit 1 "$bare" "$command" --mfa IO no_such_function
    expect_contains "$ERR" '^\*\* \(UndefinedFunctionError\) function IO\.no_such_function/0 is undefined or private'
    expect_exit 2 "$bare" "$command" --mfa IO
    expect_contains "$ERR" '^ERROR: --mfa needs MODULE FUNCTION \[ARGUMENT\.\.\.\] behind it'
done
stop_release
