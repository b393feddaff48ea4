#!/usr/bin/env bash
# `remote` opens a shell of the running node in a VM of its own where RELEASE_REMOTE_VM says so, with the job control of
# that VM, and leaves the node running when it ends; start_iex is a shell, too.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare

start_release "$release"
shell=$(types env TERM=xterm RELEASE_REMOTE_VM=1 "$bare" remote <<'END'
iex\(bare@\S+\)1>	Bare.count(); Bare.count() |> IO.inspect(); IO.puts("pid " <> System.pid())
iex\(bare@\S+\)2>	^G
 --> 	q
END
)
expect_contains "$shell" "pid $BACKGROUND_PID"
expect_equal "$BACKGROUND_PID" "$("$bare" pid)" "process ids after the shell"
stop_release

shell=$(types env TERM=xterm RELEASE_NODE=iexed "$bare" start_iex <<'END'
iex\(iexed@\S+\)1>	Bare.count(); IO.puts("node " <> to_string(node()))
iex\(iexed@\S+\)2>	System.stop()
END
)
expect_contains "$shell" '^node iexed@'
