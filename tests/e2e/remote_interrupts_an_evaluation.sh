#!/usr/bin/env bash
# Ctrl-C ends an evaluation that would never end, gives up an expression that is not whole, and never ends the node. Where
# nothing is entered yet, it says how the session ends.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

start_bare

remote_on_screen <<END
see 1>$
type IO.puts("begins " <> inspect(self())); Stream.cycle([1]) |> Stream.run()
keys Enter
see ^begins #PID
keys C-c
see EXIT\\) interrupted
see >$
type {:lives, 1}
keys Enter
see ^\\{:lives, 1\\}$
see >$
type IO.gets("for ever ")
keys Enter
see ^for ever$
keys C-c
see interrupted
see ^iex\\(.*>$
type a line that is given up
keys C-c
see given up\\^C$
see ^iex\\(.*>$
keys C-c
see ^Ctrl-D ends this session; the system goes on$
see ^iex\\(.*>$
type Enum.map([1,
keys Enter
see ^\\.\\.\\.\\(
keys C-c
see ^iex\\(.*>$
type 40 + 2
keys Enter
see ^42$
see >$
keys C-d
exits 0
END
expect_equal "$BACKGROUND_PID" "$("$BARE" pid)" 'the process id after the shell'
# The evaluations that were interrupted are gone, and with them the load.
idle() { [[ $("$BARE" rpc ':erlang.statistics(:run_queue) |> IO.puts()') == 0 ]]; }
wait_for 10 idle
