#!/usr/bin/env bash
# `rpc` evaluates on the running node and shows what is printed; `pid` is the process of `start`.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
expect_exit 1 "$release/bin/bare" rpc 'Bare.count()'
start_release "$release"
expect_exit 0 "$release/bin/bare" rpc 'Bare.count(); Bare.count()'
expect_equal '1 2' "$(paste -sd ' ' "$OUT")" "answers"
expect_exit 0 "$release/bin/bare" rpc 'IO.puts("größer: 船隊")'
expect_equal 'größer: 船隊' "$(<"$OUT")" "output"
expect_exit 1 "$release/bin/bare" rpc 'raise("broken on purpose")'
expect_contains "$ERR" 'broken on purpose'
expect_exit 0 "$release/bin/bare" pid
expect_equal "$BACKGROUND_PID" "$(<"$OUT")" "process id"
stop_release
expect_exit 1 "$release/bin/bare" pid
