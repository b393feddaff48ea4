#!/usr/bin/env bash
# The shell of start_iex begins with .iex.exs of the working folder, else of HOME, whatever the VM takes for its home.
# labels: e2e

# shellcheck disable=SC2016 # what stands in single quotes is for IEx

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
mkdir "$TEST_TMP/of-user" "$TEST_TMP/folder" "$TEST_TMP/elsewhere"
echo 'greeting = "that of home"' >"$TEST_TMP/of-user/.iex.exs"
echo 'greeting = "that of the folder"' >"$TEST_TMP/folder/.iex.exs"

# greets FOLDER WANTED VARIABLE...
greets() {
    local folder=$1 wanted=$2 shell
    shift 2
    cd "$folder"
    shell=$(types env TERM=xterm HOME="$TEST_TMP/of-user" "$@" "$bare" start_iex <<'END'
iex\(bare@\S+\)1>	"greeted: #{greeting}"
"greeted: [\s\S]*iex\(bare@\S+\)2>	System.stop()
END
    )
    expect_contains "$shell" "\"greeted: $wanted\""
}
greets "$TEST_TMP/elsewhere" "that of home"
greets "$TEST_TMP/elsewhere" "that of home" RELEASE_VM_HOME=1
greets "$TEST_TMP/folder" "that of the folder"
