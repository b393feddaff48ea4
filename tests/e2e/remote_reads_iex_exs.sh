#!/usr/bin/env bash
# `remote` begins with the .iex.exs that IEx finds on the node: in its working folder, else in the home of the user that
# it runs as, and never in those of the caller.
# labels: e2e

# shellcheck disable=SC2016 # what stands in single quotes is for IEx

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
mkdir "$TEST_TMP/home-of-node" "$TEST_TMP/folder-of-node" "$TEST_TMP/home-of-caller"
begins_with() { printf 'greeting = "%s"\nimport Bitwise, only: [bor: 2]\n' "$1"; }
begins_with home >"$TEST_TMP/home-of-node/.iex.exs"
begins_with caller >"$TEST_TMP/home-of-caller/.iex.exs"

# greets WANTED
greets() {
    local output
    output=$(cd "$TEST_TMP/home-of-caller" && printf '"greeted: #{greeting} #{bor(40, 2)}"\n' |
        HOME=$TEST_TMP/home-of-caller "$bare" remote 2>&1) || fail "remote failed: $output"
    expect_contains "$output" "\"greeted: $1 42\""
}

cd "$TEST_TMP/folder-of-node"
start_release "$release" HOME="$TEST_TMP/home-of-node"
greets home
begins_with folder >"$TEST_TMP/folder-of-node/.iex.exs"
greets folder
# One that fails is told, and the shell goes on.
printf 'raise "broken"\n' >"$TEST_TMP/folder-of-node/.iex.exs"
output=$(printf '40 + 2\n' | "$bare" remote 2>&1) || fail "remote failed: $output"
expect_contains "$output" 'broken'
expect_contains "$output" '42$'
stop_release
