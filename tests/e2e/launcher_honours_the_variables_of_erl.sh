#!/usr/bin/env bash
# ELIXIR_ERL_OPTIONS and the variables of erl are honoured, in Mix's order.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
expect_exit 0 env ELIXIR_ERL_OPTIONS="  -one a  -two 'b' +P  70000 " ERL_AFLAGS="-three 'c d'" ERL_FLAGS='-four e#f' \
    "$bare" eval 'Enum.each([:one, :two, :three, :four], &Bare.flag/1); IO.puts(:erlang.system_info(:process_limit))'
expect_equal "[[\"a\"]] [[\"'b'\"]] [[\"c d\"]] [[\"e#f\"]] 131072" "$(paste -sd ' ' "$OUT")" "flags"
expect_exit 0 env ERL_FLAGS=-emu_args_exit "$bare" start
expect_contains "$OUT" '^start_cli$'
expect_not_contains "$OUT" 'cookie'
