#!/usr/bin/env bash
# In the background, before_start runs in the caller's terminal, and the other hooks write to the log.
# labels: e2e

# shellcheck disable=SC2016 # what stands in single quotes is for the launcher

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
set_in_plan "$release" 'hooks => #{before_start => [[<<"echo">>, <<"before_start">>]], after_start => [[<<"echo">>, <<"after_start">>]],
   before_stop => [[<<"rpc">>, <<"IO.puts(\"before_stop\")">>]], after_stop => [[<<"echo">>, <<"after_stop">>]]}'
log=$release/tmp/log/erlang.log.1

for way in stop signal; do
    for command in daemon daemon_iex; do
        rm -rf "$release/tmp/log"
        expect_exit 0 "$bare" "$command"
        expect_equal before_start "$(<"$OUT")" "what $command prints"
        wait_for 30 grep -q after_start "$log"
        node=$("$bare" pid)
        parent=$(ps -o ppid= -p "$node" | tr -d ' ')
        daemon=$(ps -o ppid= -p "$parent" | tr -d ' ')
        if [[ $way == stop ]]; then
            expect_exit 0 "$bare" stop
        else
            kill -TERM "$daemon"
        fi
        wait_for 20 e2e_has_ended "$daemon"
        is_running "$parent" && fail "the parent of the node outlives the daemon"
        expect_equal 'after_start before_stop after_stop' \
            "$(tr -d '\r' <"$log" | grep -Eo '(before|after)_(start|stop)' | paste -sd ' ')" "hooks in the log"
        expect_equal '' "$(ls "$release/tmp/pipe")" "what is left of the pipes"
    done
done

# What keeps the node from being started still comes before it detaches, and its hooks do not run.
rm "$release"/erts-*/bin/beam.smp
expect_exit 1 "$bare" daemon
expect_contains "$ERR" '^ERROR: the emulator .* is missing'
expect_equal before_start "$(<"$OUT")" "hooks"
