#!/usr/bin/env bash
# Erlang and Elixir may stand anywhere: a release is made of the installations that PATH leads to.
# labels: e2e peer slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

# Version managers and builds of one's own put them into places such as ~/.local/share/mise and /opt.
opt="$TEST_TMP/opt/of the team"
erlang=$(erl -noshell -noinput -eval 'io:put_chars(code:root_dir()), halt().')
elixir=$(dirname "$(dirname "$(realpath "$(command -v elixir)")")")
mkdir -p "$opt/erlang/lib"
cp -a "$elixir" "$opt/elixir"
cp -a "$erlang"/{bin,erts-*,releases} "$opt/erlang"
for application in kernel stdlib sasl compiler crypto parsetools public_key; do
    cp -a "$erlang"/lib/"$application"-* "$opt/erlang/lib"
done

# What Erlang's Install script, which Debian leaves out, does to these scripts.
sed -i "s|^\( *\)ROOTDIR=.*|\1ROOTDIR='$opt/erlang'|; s|^BINDIR=.*|BINDIR=\"\$ROOTDIR/$(basename "$opt"/erlang/erts-*)/bin\"|" \
    "$opt"/erlang/bin/erl "$opt"/erlang/erts-*/bin/erl

# Only the copies have these.
stdlib=("$opt"/erlang/lib/stdlib-*)
mkdir -p "${stdlib[0]}/priv" "$opt/elixir/lib/elixir/priv"
for folder in "${stdlib[0]}/priv" "$opt/elixir/lib/elixir/priv" "$opt"/erlang/erts-*/bin; do
    echo relocated >"$folder/place"
done

# An installation can lack scripts that building does not need.
rm "$opt/elixir/bin/iex"

copy_fixture bare "$TEST_TMP/bare"
PATH=$opt/elixir/bin:$opt/erlang/bin:$PATH
export PATH
expect_equal "$opt/erlang" "$(erl -noshell -noinput -eval 'io:put_chars(code:root_dir()), halt().')" "roots"
expect_release_equals_mix "$TEST_TMP/bare"
expect_contains "$TEST_TMP/logs/slipway-release.log" \
    "^warning: releases/0\.1\.0/iex is left out: there is no $opt/elixir/bin/iex$"
release=$TEST_TMP/bare/by-slipway
expect_equal 'relocated relocated relocated' \
    "$(cat "$release"/{lib/stdlib-*/priv,lib/elixir-*/priv,erts-*/bin}/place | paste -sd ' ')" "places"

# The release needs neither of them.
rm -rf "$opt"
expect_release_runs "$release" '^bare runs on bare@'
