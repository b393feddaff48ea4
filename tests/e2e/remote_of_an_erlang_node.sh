#!/usr/bin/env bash
# A node without Elixir gets Erlang's shell, with its completion, several lines and Ctrl-C; the end of the input ends the
# session and not the node, which Erlang's shell would halt.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
start_background erlang erl -noshell -sname erlang -setcookie "$(<"$release/releases/COOKIE")"
export RELEASE_NODE=erlang
wait_for 20 "$bare" pid

on_screen 80 24 env TERM=xterm "$bare" remote <<END
see ^Eshell V
see ^\\(erlang@\\S+\\)1> $|1>$
type X = lists:su
keys Tab
see sublist
keys C-u
type X = lists:rever
keys Tab
row lists:reverse\\(
type [1,
keys Enter
type  2]).
keys Enter
see ^\\[2,1\\]$
see 2>$
type io:get_line("name? ").
keys Enter
see ^name\\?
type ada
keys Enter
see ^"ada\\\\n"$
see 3>$
type (fun F() -> F() end)().
keys Enter
run sleep 1
keys C-c
see (exception exit: killed|[Ii]nterrupt)
see >$
type {X, lives}.
keys Enter
see ^\\{\\[2,1\\],lives\\}$
see >$
keys C-d
exits 0
END
"$bare" pid >/dev/null

output=$(printf '%s\n' '1 +' '1.' 'io:format("gr\x{fc}~ts~n", ["ße"]).' | "$bare" remote)
expect_contains "$output" '2$'
for input in '</dev/null' '<&-' '< <(printf "1 + ")' '< <(printf "a) b. 1.\n")'; do
    expect_equal 0 "$(eval "timeout 20 \"$bare\" remote $input" >"$TEST_TMP/logs/remote.log" 2>&1; echo $?)" \
        "exit status with $input"
    is_running "$BACKGROUND_PID" || fail "the node ended after $input"
done
for end in HUP KILL; do
    on_screen 80 24 env TERM=xterm "$bare" remote <<END
see 1>$
signal $end
exits $([[ $end == HUP ]] && echo 129 || echo 137)
END
    "$bare" pid >/dev/null
done
