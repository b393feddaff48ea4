#!/usr/bin/env bash
# In tmux: typing, history, a line that wraps, a window that changes its width and reflows, Ctrl-Z and back.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
start_release "$release"

in_tmux() { tmux -S "$TEST_TMP/tmux" -f /dev/null "$@"; }
# shellcheck disable=SC2317 # The trap calls it.
end_tmux() { in_tmux kill-server 2>/dev/null || true; }
trap end_tmux EXIT
in_tmux new-session -d -x 60 -y 20 "bash --norc -i"
shown() { in_tmux capture-pane -p; }
shows() { shown && e2e_matches "$(shown)" "$1"; }
press() { in_tmux send-keys "$@"; }

press "PS1='shell$ '; stty -g >'$TEST_TMP/before'; '$bare' remote" Enter
wait_for 20 shows '^iex.*1>'
press '1 + 41' Enter
wait_for 10 shows '^42$'
press Up
wait_for 10 shows '2> 1 \+ 41$'
press C-u '"0123456789012345678901234567890123456789012345678901234567890123456789" |> byte_size()'
wait_for 10 shows 'byte_size\(\)$'
in_tmux resize-window -x 45 -y 20
press ' # narrow'
wait_for 10 shows 'narrow$'
expect_equal 1 "$(shown | grep -c '^iex.*2>')" 'lines with the prompt in a narrow window'
in_tmux resize-window -x 100 -y 20
press ' and wide'
wait_for 10 shows '^iex.*2> "0123.*'
wait_for 10 shows 'narrow and wide$'
expect_equal 1 "$(shown | grep -c '^iex.*2>')" 'lines with the prompt in a wide window'
expect_contains "$(shown)" '^42$'
press Enter
wait_for 10 shows '^70$'
press C-z
wait_for 10 shows '^shell\$ $|Stopped'
press "stty -g >'$TEST_TMP/stopped'; fg" Enter
in_front() { [[ $(shown | grep -v '^$' | tail -n 1) == *'3>' ]]; }
wait_for 10 in_front
press ':again' Enter
wait_for 10 shows '^:again$'
press C-d
wait_for 10 shows '^shell\$ ?$'
press "stty -g >'$TEST_TMP/after'; echo do''ne" Enter
wait_for 10 shows '^done$'
expect_equal "$(<"$TEST_TMP/before")" "$(<"$TEST_TMP/after")" 'the settings of the terminal after the session'
expect_equal "$(<"$TEST_TMP/before")" "$(<"$TEST_TMP/stopped")" 'the settings of the terminal while it was stopped'
expect_equal "$BACKGROUND_PID" "$("$bare" pid)" 'the process id after all'
