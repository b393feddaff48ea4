#!/usr/bin/env bash
# Without a cookie, as in an image, the system makes one that its other commands find, and keeps it.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
rm "$release/releases/COOKIE"
export RELEASE_TMP=$TEST_TMP/run
file=$RELEASE_TMP/slipway-$(id -u)/cookie-bare

# Commands that only ask make none.
expect_exit 1 "$bare" rpc ':ok'
expect_contains "$ERR" "^ERROR: there is no cookie to reach the system with: it makes $file"
expect_exit 0 "$bare" eval 'IO.puts("evaluated")'
[[ ! -e $file ]] || fail "a command that only asks made a cookie"

start_release "$release"
expect_equal 400 "$(stat -c %a "$file")" "permissions"
cookie=$(<"$file")
expect_exit 0 "$bare" rpc 'IO.puts("#{Node.get_cookie()} #{System.get_env("RELEASE_COOKIE")}")'
expect_equal "$cookie $cookie" "$(<"$OUT")" "cookie"
expect_exit 0 "$bare" health
expect_exit 0 env REMOTE=1 "$bare" remote
expect_not_contains "$LOG" 'WARNING'
expect_not_contains "$(tr '\0' ' ' </proc/"$BACKGROUND_PID"/cmdline)" "$cookie"
expect_exit 0 "$bare" stop
wait_for 15 e2e_has_ended "$BACKGROUND_PID"

# Started again it has the same one; a long name gets the hint.
start_release "$release" RELEASE_DISTRIBUTION=name RELEASE_NODE=bare@127.0.0.1
expect_equal "$cookie" "$(<"$file")" "cookie"
expect_contains "$LOG" '^WARNING: this start made a cookie of its own; nodes that are to form a cluster need one RELEASE_COOKIE'
stop_release

# RELEASE_COOKIE_FILE goes before it, RELEASE_COOKIE before that; env.sh can set the former.
printf 'of-a-secret\n' >"$TEST_TMP/secret"
chmod 444 "$TEST_TMP/secret"
printf 'RELEASE_COOKIE_FILE=%s\n' "$TEST_TMP/secret" >>"$release/releases/0.1.0/env.sh"
start_release "$release"
expect_exit 0 env RELEASE_COOKIE=of-a-secret "$bare" rpc 'IO.puts(Node.get_cookie())'
expect_equal of-a-secret "$(<"$OUT")" "cookie"
expect_exit 0 "$bare" rpc ':ok'
expect_not_contains "$LOG" 'WARNING'
stop_release
