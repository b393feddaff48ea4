#!/usr/bin/env bash
# Lines come back in the next session, from a file that its owner alone can read; answers to a program's questions don't.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

start_bare

remote_on_screen <<END
see 1>$
type :first_line
keys Enter
see ^:first_line$
see 2>$
type :second_line
keys Enter
see ^:second_line$
see 3>$
keys C-d
exits 0
END
history=$HOME/.local/state/slipway/history-bare
expect_equal 600 "$(stat -c %a "$history")" 'the mode of the history'
expect_equal ":first_line
:second_line" "$(<"$history")" 'the history'

remote_on_screen <<END
see 1>$
keys Up Up
row 1> :first_line$
keys Enter
see ^:first_line$
see 2>$
keys C-r
type second
row search.*: :second_line$
keys Enter
see ^:second_line$
see 3>$
keys C-d
exits 0
END

# Neither a folder that can't be written nor a missing HOME keeps anyone out.
for variables in XDG_STATE_HOME=/proc 'HOME= XDG_STATE_HOME='; do
    # shellcheck disable=SC2086 # Each word is a variable.
    on_screen 80 24 env TERM=xterm $variables "$BARE" remote <<END
see 1>$
type :works
keys Enter
see ^:works$
keys C-d
exits 0
END
done
