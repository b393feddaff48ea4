#!/usr/bin/env bash
# `stop` ends the running system with status 0.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
start_release "$release"
expect_exit 0 "$release/bin/bare" stop
status=0
wait "$BACKGROUND_PID" || status=$?
expect_equal 0 "$status" "exit status"
expect_exit 1 "$release/bin/bare" stop
