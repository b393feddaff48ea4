#!/usr/bin/env bash
# `remote` in a terminal works over IPv6, with its prompt, completion and Ctrl-C, where the node has no IPv4 at all.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
export RELEASE_DISTRIBUTION=name RELEASE_NODE=bare@::1
export ERL_AFLAGS='-proto_dist inet6_tcp -kernel inet_dist_use_interface {0,0,0,0,0,0,0,1}'
start_release "$release"
on_screen 80 24 env TERM=xterm "$bare" remote <<'END'
see ^iex\(bare@::1\)1>$
type 40 + 2
keys Enter
see ^42$
see >$
type String.upc
keys Tab
row String\.upcase
type ("ada")
keys Enter
see ^"ADA"$
see >$
type Process.sleep(:infinity)
keys Enter
run sleep 1
keys C-c
see >$
type node()
keys Enter
see ^:"bare@::1"$
see >$
keys C-d
exits 0
END
expect_equal "$BACKGROUND_PID" "$("$bare" pid)" 'the process id after the shell'
# Nothing of it went over IPv4.
expect_exit 1 env ERL_AFLAGS= RELEASE_NODE=bare@127.0.0.1 "$bare" remote
expect_contains "$ERR" '^ERROR: .*nothing answers at 127\.0\.0\.1:'
stop_release
