#!/usr/bin/env bash
# `remote` shows IEx's banner and prompt, evaluates, prints as it comes and reads for the node; Ctrl-D ends the session
# alone, and nothing of it stays.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
start_release "$release"
processes() { "$bare" rpc 'Process.list() |> length() |> IO.puts()'; }
# The application iex stays once it was used.
"$bare" remote <<<'1' >/dev/null
before=$(processes)

on_screen 80 24 env TERM=xterm "$bare" remote <<END
see ^Interactive Elixir \\([0-9.]+\\) - press Ctrl\\+C to exit
see ^iex\\(bare@\\S+\\)1>$
type x = 40 + 2
keys Enter
see ^42$
see ^iex\\(bare@\\S+\\)2>$
type IO.puts("pid " <> System.pid()); x - 1
keys Enter
see ^pid $BACKGROUND_PID$
see ^41$
see ^iex\\(bare@\\S+\\)3>$
type String.upcase(IO.gets("name? "))
keys Enter
see ^name\\?$
type ada
keys Enter
see ^"ADA\\\\n"$
see 4>$
type raise "no"
keys Enter
see RuntimeError.* no$
see >$
type Enum.map([1, 2],
keys Enter
see ^\\.\\.\\.\\(
type & &1 * 2)
keys Enter
see ^\\[2, 4\\]$
see >$
keys C-d
exits 0
END
expect_equal "$BACKGROUND_PID" "$("$bare" pid)" 'the process id after the shell'
# There may be fewer: those of the first session can take a moment to go.
no_more_processes() { (($(processes) <= before)); }
wait_for 10 no_more_processes
