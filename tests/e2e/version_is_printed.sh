#!/usr/bin/env bash
# `version` prints the name and version of the release without a VM, and no command prints the commands.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release included_apps)
expect_exit 0 "$release/bin/fleet" version
expect_equal 'fleet 1.2.3' "$(<"$OUT")" "version"
expect_exit 0 "$release/bin/fleet"
for command in start start_iex eval rpc remote restart stop pid version; do
    expect_contains "$ERR" "^ +$command "
done
expect_exit 1 "$release/bin/fleet" strat
expect_contains "$ERR" 'start'
