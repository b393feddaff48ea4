#!/usr/bin/env bash
# SIGHUP, SIGTERM, kill -9, a terminal that closes and a node that ends: only the session ends, and nothing of it stays.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
start_release "$release"
"$bare" remote <<<'1' >/dev/null

# How many processes print to another node, as those of a session do.
of_sessions() {
    "$bare" rpc 'for(p <- Process.list(), {_, leader} <- [Process.info(p, :group_leader)], node(leader) != node(),
        p != self(), do: p) |> length() |> IO.puts()'
}
none_left() { [[ $(of_sessions) == 0 ]]; }

for end in 'signal HUP|129' 'signal TERM|143' 'signal KILL|137' 'hang up|129'; do
    for code in 'Process.sleep(1)' 'IO.puts("runs"); Stream.cycle([1]) |> Stream.run()'; do
        # A process that runs for ever is ended where the session can still ask for it.
        [[ $end != *KILL* || $code != *Stream* ]] || continue
        on_screen 80 24 env TERM=xterm "$bare" remote <<END
see 1>$
type $code
keys Enter
see ^(:ok|runs)$
${end%|*}
$([[ $end == hang* ]] || echo "exits ${end#*|}")
END
        expect_equal "$BACKGROUND_PID" "$("$bare" pid)" "the process id after $end"
        wait_for 10 none_left
    done
done

# The node ends: the session says so.
on_screen 80 24 env TERM=xterm "$bare" remote <<END
see 1>$
run kill -9 $BACKGROUND_PID
see ERROR: .*closed the connection
exits 1
END
