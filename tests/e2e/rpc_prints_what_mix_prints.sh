#!/usr/bin/env bash
# `rpc` of the launcher and of Mix's script give the same output, errors and status, asked of the same node.
# labels: e2e slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

project=$TEST_TMP/bare
copy_fixture bare "$project"
release_by_both "$project"
cookie=a-cookie-for-both
start_release "$project/by-slipway" "RELEASE_COOKIE=$cookie"

cases=$TEST_TMP/cases
mkdir "$cases"
count=0

# ask NAME PROGRAM EXPRESSION: leaves .out, .err and .status; pids have other numbers for each caller.
ask() {
    local status=0
    env RELEASE_COOKIE="$cookie" "$2" rpc "$3" >"$cases/$1.out" 2>"$cases/$1.err" <"$cases/input" || status=$?
    printf '%s\n' "$status" >"$cases/$1.status"
    sed -E -i 's/#PID<[0-9.]+>/#PID<N>/g; s/<[0-9]+\.[0-9]+\.[0-9]+>/<N>/g; s/#Reference<[0-9.]+>/#Reference<N>/g' \
        "$cases/$1.out" "$cases/$1.err"
}

# same EXPRESSION [INPUT]: both launchers answer the same.
same() {
    local part
    printf '%b' "${2:-}" >"$cases/input"
    ask mix "$project/by-mix/bin/bare" "$1"
    ask slipway "$project/by-slipway/bin/bare" "$1"
    for part in out err status; do
        if ! cmp -s "$cases/mix.$part" "$cases/slipway.$part"; then
            diff -a --label mix --label slipway -u "$cases/mix.$part" "$cases/slipway.$part" | head -n 30 >&2 || true
            fail "$part differs for: $1"
        fi
    done
    ((++count))
}

# same_beside_the_log EXPRESSION: what the node logs about a process whose group leader is elsewhere it sends there, too
# (logger.erl). Mix's second VM prints it among the output, in OTP's format; here it stands in the log of the node alone.
same_beside_the_log() {
    : >"$cases/input"
    ask mix "$project/by-mix/bin/bare" "$1"
    ask slipway "$project/by-slipway/bin/bare" "$1"
    expect_contains "$cases/mix.out" '^=[A-Z]+ REPORT===='
    expect_not_contains "$cases/slipway.out" 'REPORT===='
    expect_equal "$(<"$cases/mix.err")" "$(<"$cases/slipway.err")" "errors of: $1"
    expect_equal "$(<"$cases/mix.status")" "$(<"$cases/slipway.status")" "status of: $1"
    ((++count))
}

# differs EXPRESSION MIX OURS: the errors differ, for the reason that stands with it.
differs() {
    : >"$cases/input"
    ask mix "$project/by-mix/bin/bare" "$1"
    ask slipway "$project/by-slipway/bin/bare" "$1"
    expect_contains "$cases/mix.err" "$2"
    expect_contains "$cases/slipway.err" "$3"
    expect_equal "$(<"$cases/mix.status")" "$(<"$cases/slipway.status")" "status of: $1"
    ((++count))
}

# Printing.
# Lists of requests in lists, and empty ones: what stands behind them is done, too.
requests() {
    printf 'send(Process.group_leader(), {:io_request, self(), 1, {:requests, %s}})\nreceive do {:io_reply, 1, reply} -> IO.inspect(reply) end' "$1"
}
same "$(requests '[{:put_chars, :unicode, "a"}, {:requests, [{:put_chars, :unicode, "b"}]}, {:put_chars, :unicode, "c"}]')"
same "$(requests '[{:requests, [{:requests, []}, {:put_chars, :unicode, "a"}]}, {:put_chars, :unicode, "b"}]')"
same "$(requests '[]')"
same '1 + 1'
same 'IO.puts("hello")'
same 'IO.write("no line end")'
same 'IO.puts("größer: 船隊 😀 e\u0301")'
same 'IO.puts([?a, "b", [?c | "d"], 0x8239])'
same 'IO.inspect(%{a: 1, b: [2.5, "x", ~c"y", :z]}, label: "map")'
same 'IO.inspect(Enum.to_list(1..200), limit: :infinity)'
same 'IO.binwrite(<<0xE8, 0x88, 0xB9, ?\n>>)'
same 'IO.puts(String.duplicate("0123456789", 100_000))'
same ':io.format("~p ~ts ~w~n", [{:a, ~c"b"}, "größer", 1.5])'
same ':io.put_chars(["a", [98, [99]], 10])'
same ':io.nl(); :io.write({:a, "b"}); :io.nl()'
same ':io.requests([{:put_chars, :unicode, "1"}, :nl, {:format, "~p~n", [2]}, {:put_chars, :unicode, "3\n"}])'
same 'for i <- 1..50, do: IO.puts("line #{i}")'
same '1..20 |> Enum.map(fn i -> Task.async(fn -> IO.puts("same line") ; i end) end) |> Task.await_many()'
same 'IO.puts(inspect(:io.columns())); IO.puts(inspect(:io.rows()))'
same 'IO.inspect(Keyword.take(:io.getopts(), [:binary, :encoding]))'
same 'IO.inspect(node()); IO.inspect(Process.info(self(), :trap_exit))'
same 'IO.puts(:stderr, "to the error output of the node")'
same 'require Logger; Logger.flush(); :ok'

# Reading.
same 'IO.inspect(IO.gets("name? "))' 'Ada\n'
same 'IO.inspect({IO.gets("1 "), IO.gets("2 "), IO.gets("3 ")})' 'a\nb'
same 'IO.inspect(IO.gets(""))'
same 'IO.inspect(IO.read(:line))' 'größer 船\nrest'
same 'IO.inspect(IO.getn("> ", 3))' 'größer\n'
same 'IO.inspect(IO.read(:line)); IO.inspect(IO.getn("", 2)); IO.inspect(IO.read(:line))' 'one\ntwo\nthree\n'
same 'IO.inspect(Enum.map(IO.stream(:stdio, :line), &String.trim/1))' 'a\nb\nc\n'
same 'IO.inspect(:io.read(~c"term? "))' '{a, "b", [1,2]}.\n'
same 'IO.inspect(:io.fread(~c"", ~c"~d ~s"))' '42 word\n'
same 'IO.puts("first"); IO.inspect(IO.gets("then ")); IO.puts("last")' 'x\n'

# Errors, exits, throws.
same 'raise "broken on purpose"'
same 'raise ArgumentError, "größer"'
same ':erlang.error(:badarg)'
same ':erlang.error({:some, "term", 1})'
same '1 / String.to_integer("0")'
same 'hd([])'
same 'throw(:ball)'
same 'exit(:reason)'
same 'exit(:normal)'
same 'exit(:shutdown)'
same 'exit({:shutdown, 3})'
same 'exit({:shutdown, :term})'
same 'exit({:noproc, {GenServer, :call, [:nobody, :request, 5000]}})'
same 'GenServer.call(:nobody, :request)'
same 'Undefined.function(1)'
# The node formats our errors, and it has the modules of the project.
differs 'Bare.count(1, 2, 3)' 'function Bare\.count/3 is undefined \(module Bare is not available\)$' \
    'function Bare\.count/3 is undefined or private\. Did you mean:$'
same 'String.upcase(:atom)'
same '%{a: 1}.b'
same 'Map.fetch!(%{a: 1}, :b)'
same 'IO.puts(<<255>>)'
same 'IO.puts("printed before"); raise "and then this"'
same_beside_the_log 'Task.await(Task.async(fn -> raise "in a task" end))'
same_beside_the_log '{:ok, _} = Task.start(fn -> exit(:kill) end); Process.sleep(50); IO.puts("still here")'
same 'case 1 do 2 -> :never end'
same 'with :ok <- {:error, :enoent}, do: :never'
same 'spawn_link(fn -> exit(:linked) end); Process.sleep(1000)'
same 'Process.exit(self(), :stopped_by_a_signal); Process.sleep(1000)'
same 'Process.exit(self(), :kill); Process.sleep(1000)'

# What can't be read.
same 'IO.puts("'
same 'foo bar baz'
same 'undefined_variable'
same '  '

((count >= 40)) || fail "only $count expressions were compared"
stop_release
