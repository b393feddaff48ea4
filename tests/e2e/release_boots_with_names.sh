#!/usr/bin/env bash
# With RELEASE_DISTRIBUTION=name, the node is called RELEASE_NODE, and commands find it by that.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release exrelease)
names=(RELEASE_DISTRIBUTION=name RELEASE_NODE=shop@127.0.0.1)
start_example "$release" "${names[@]}"
expect_equal ok "$(http_get "$URL/health")" "health"
expect_exit 0 env "${names[@]}" "$release/bin/exrelease" rpc 'IO.puts(node())'
expect_equal shop@127.0.0.1 "$(<"$OUT")" "node"
expect_exit 1 "$release/bin/exrelease" rpc 'IO.puts(node())'
stop_release
