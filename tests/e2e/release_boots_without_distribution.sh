#!/usr/bin/env bash
# With RELEASE_DISTRIBUTION=none, the system runs as no node and starts no epmd.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release exrelease)
start_example "$release" RELEASE_DISTRIBUTION=none
expect_equal ok "$(http_get "$URL/health")" "health"
expect_exit 1 "$release/erts-"*/bin/epmd -port "$ERL_EPMD_PORT" -names
stop_release
