#!/usr/bin/env bash
# `secret` prints 64 random characters, or as many as are asked for, in Base64.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
expect_exit 0 "$SLIPWAY" secret
expect_contains "$OUT" '^[A-Za-z0-9+/]{64}$'
expect_equal 65 "$(stat -c %s "$OUT")" "bytes with the line end"
first=$(<"$OUT")
expect_exit 0 "$SLIPWAY" secret
[[ $first != "$(<"$OUT")" ]] || fail "the same secret twice: $first"

expect_exit 0 "$SLIPWAY" secret 32
expect_contains "$OUT" '^[A-Za-z0-9+/]{32}$'
# What Phoenix's own does with as many bytes, for Elixir to judge: it is Base64 without padding.
expect_exit 0 "$SLIPWAY" secret 400
secret=$(<"$OUT")
expect_exit 0 elixir -e 'IO.inspect(byte_size(Base.decode64!(hd(System.argv()), padding: false)))' "$secret"
expect_equal 300 "$(<"$OUT")" "random bytes in 400 characters"

for wrong in 31 0 64x '' 65537 99999999999999999999; do
    expect_exit 2 "$SLIPWAY" secret "$wrong"
    expect_contains "$ERR" '^slipway: the length of a secret is a number of characters from 32 to 65536'
    expect_equal '' "$(<"$OUT")" "output"
done
expect_exit 2 "$SLIPWAY" secret -1
expect_exit 2 "$SLIPWAY" secret 64 64
