#!/usr/bin/env bash
# Tab completes modules, functions and the session's variables as IEx on the node does, and lists what is possible.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

start_bare

remote_on_screen <<END
see 1>$
type String.upca
keys Tab
row 1> String.upcase$
type ("a")
keys Enter
see ^"A"$
see 2>$
type Enum.ma
keys Tab
see ^map/2 .*map_join/[23]
row 2> Enum.map?$
keys C-u
type a_long_variable = 77
keys Enter
see ^77$
see 3>$
type a_lon
keys Tab
row 3> a_long_variable$
keys Enter
see ^77$
see 4>$
type Bare.
keys Tab
see count/0
row 4> Bare\\.
keys C-u
type nothing_is_like_this
keys Tab
type _x = 1
keys C-a Enter
see undefined|nothing_is_like_this
see >$
keys C-d
exits 0
END
