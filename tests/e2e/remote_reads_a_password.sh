#!/usr/bin/env bash
# io:get_password in `remote` reads a line that is neither shown nor kept, in IEx and in Erlang's shell; Ctrl-C and Ctrl-D
# do what they do for other lines. Without a terminal it is {error, enotsup}, as for OTP.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
export XDG_STATE_HOME=$TEST_TMP/state
start_release "$release"

on_screen 80 24 env TERM=xterm "$bare" remote >"$TEST_TMP/screen" <<'END'
see 1>$
type IO.write("Password: "); given = :io.get_password(Process.group_leader())
keys Enter
see ^Password:$
type uncommon
keys Backspace
type wordß
keys Up
keys Enter
see ^\[117, 110, 99, 111, 109, 109, 111, 119, 111, 114, 100, 223\]$
see >$
keys C-y
type :io.get_password(Process.group_leader())
keys Enter
run sleep 1
keys C-d
see ^:eof$
see >$
type :io.get_password(Process.group_leader())
keys Enter
run sleep 1
type half
keys C-c
see >$
type 40 + 2
keys Enter
see ^42$
see >$
keys C-d
exits 0
END
expect_not_contains "$TEST_TMP/screen" 'uncommo|half'
expect_contains "$(find "$TEST_TMP/state" -type f -exec cat {} +)" 'get_password'
expect_not_contains "$(find "$TEST_TMP/state" -type f -exec cat {} +)" 'uncommo|half'

expect_exit 0 "$bare" rpc 'IO.inspect(:io.get_password(Process.group_leader()))'
expect_equal '{:error, :enotsup}' "$(<"$OUT")" "password without a terminal"
"$bare" remote >"$TEST_TMP/piped" <<<':io.get_password(Process.group_leader())'
expect_contains "$TEST_TMP/piped" '\{:error, :enotsup\}'
stop_release

start_background erlang erl -noshell -sname erlang -setcookie "$(<"$release/releases/COOKIE")"
export RELEASE_NODE=erlang
wait_for 20 "$bare" pid
on_screen 80 24 env TERM=xterm "$bare" remote >"$TEST_TMP/screen" <<'END'
see 1>$
type Given = io:get_password(group_leader()), length(Given).
keys Enter
run sleep 1
type uncommon
keys Enter
see ^8$
see 2>$
keys C-d
exits 0
END
expect_not_contains "$TEST_TMP/screen" uncommon
