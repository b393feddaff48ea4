#!/usr/bin/env bash
# No process of a running release, nor one that talks to it, has the cookie among its arguments.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
# A cookie of this test's own: releases from the cache have the same one in tests that run at the same time.
head -c 20 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$release/releases/COOKIE"

# Prints the processes whose arguments hold the cookie, which grep itself reads from the file.
tellers() {
    grep -alF -f "$release/releases/COOKIE" /proc/[0-9]*/cmdline 2>/dev/null || true
}

start_release "$release"
expect_equal '' "$(tellers)" "processes that tell the cookie"
start_background rpc "$release/bin/bare" rpc 'IO.puts("sleeps"); Process.sleep(60_000)'
wait_for 20 grep -q sleeps "$TEST_TMP/logs/rpc.log"
expect_equal '' "$(tellers)" "processes that tell the cookie"
kill -KILL "$BACKGROUND_PID"
