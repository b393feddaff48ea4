#!/usr/bin/env bash
# One IO.puts of 100 MB, and a list of as many characters, pass with less than 4 MB of memory; a reader that is slow slows
# the node down, and one that goes away ends the call.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
start_release "$release"

# peak EXPRESSION: leaves the number of bytes in $SIZE, the peak of memory in KiB in $PEAK.
peak() {
    SIZE=$( (/usr/bin/time -o "$TEST_TMP/peak" -f %M "$bare" rpc "$1") | wc -c)
    PEAK=$(<"$TEST_TMP/peak")
    echo "$SIZE bytes with $PEAK KiB: $1"
    ((PEAK < 4096)) || fail "$PEAK KiB of memory for: $1"
}
peak 'IO.puts(String.duplicate("0123456789", 10_000_000))'
expect_equal 100000001 "$SIZE" "bytes of a binary"
peak 'send(Process.group_leader(), {:io_request, self(), 1, {:put_chars, :unicode, :lists.duplicate(5_000_000, ?ö)}})
      receive do {:io_reply, 1, :ok} -> :ok end'
expect_equal 10000000 "$SIZE" "bytes of a list"

# What is printed is what was sent.
"$bare" rpc 'for i <- 1..200_000, do: IO.puts(i)' | cmp - <(seq 200000)

# 20 MB through a reader that takes its time.
size=$("$bare" rpc 'IO.write(String.duplicate("x", 20_000_000))' | (
    sleep 1
    wc -c
))
expect_equal 20000000 "$size" "bytes through a slow reader"
"$bare" rpc 'IO.write(String.duplicate("x", 20_000_000))' | head -c 10 >"$TEST_TMP/head" || true
expect_equal xxxxxxxxxx "$(<"$TEST_TMP/head")" "the head"
expect_exit 0 "$bare" ping
stop_release
