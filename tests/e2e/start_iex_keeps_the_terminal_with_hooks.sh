#!/usr/bin/env bash
# start_iex with hooks has its shell in the terminal: it reads and writes, and Ctrl-C reaches the VM once.
# labels: e2e

# shellcheck disable=SC2016 # what stands in single quotes is for the launcher

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
set_in_plan "$release" 'hooks => #{before_start => [[<<"echo">>, <<"before_start">>]],
   before_stop => [[<<"echo">>, <<"before_stop">>]], after_stop => [[<<"echo">>, <<"after_stop">>]]}'

shell=$(types env TERM=xterm "$bare" start_iex <<'END'
iex\(bare@\S+\)1>	IO.puts("parent " <> to_string(:os.getenv(~c"SLIPWAY_PARENT") != false)); IO.gets("name? ") |> IO.inspect()
name\? 	someone
iex\(bare@\S+\)2>	System.stop()
END
)
expect_contains "$shell" '^before_start'
expect_contains "$shell" '^parent true'
expect_contains "$shell" '"someone\\n"'
expect_contains "$shell" 'after_stop'

# As process 1, too, where the launcher stays without hooks.
shell=$(types env TERM=xterm RELEASE_NODE=first unshare --map-root-user --pid --fork --kill-child --mount-proc "$bare" start_iex <<'END'
iex\(first@\S+\)1>	IO.gets("name? ") |> IO.inspect(); IO.puts("child of " <> hd(Regex.run(~r/PPid:\t(\d+)/, File.read!("/proc/self/status"), capture: :all_but_first)))
name\? 	someone
iex\(first@\S+\)2>	System.stop()
END
)
expect_contains "$shell" '"someone\\n"'
expect_contains "$shell" '^child of 1'

# Ctrl-C shows the VM's menu, whose "a" ends it. Had the signal come twice, the second would have ended it at once.
status=0
shell=$(types env TERM=xterm "$bare" start_iex <<'END'
iex\(bare@\S+\)1>	^C
\(a\)bort	a
END
) || status=$?
expect_equal 1 "$(grep -c '(a)bort' <<<"$shell")" "menus"
expect_contains "$shell" 'after_stop'
