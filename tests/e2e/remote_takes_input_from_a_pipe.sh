#!/usr/bin/env bash
# What stands in a pipe or a file is evaluated line by line, and its end leaves the node running; so does a closed input.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
start_release "$release"

output=$(printf '%s\n' '1 + 1' 'if true do' '  IO.puts("grüße")' 'end' | "$bare" remote)
expect_contains "$output" '^iex\(bare@\S+\)1> 2$'
expect_contains "$output" 'grüße$'
expect_contains "$output" '^:ok$'

for input in '</dev/null' '<&-' '< <(printf "1 + ")'; do
    expect_equal 0 "$(eval "\"$bare\" remote $input" >"$TEST_TMP/logs/remote.log" 2>&1; echo $?)" "exit status with $input"
    expect_equal "$BACKGROUND_PID" "$("$bare" pid)" "the process id after $input"
done
