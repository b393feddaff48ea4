#!/usr/bin/env bash
# `init` writes what is missing, keeps what exists, and overwrites it with --force alone; it needs a Mix project.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
mkdir rel
printf 'mine\n' >rel/env.sh.eex
ln -s nowhere rel/vm.args.eex

expect_exit 0 "$SLIPWAY" init
expect_equal '* skipping rel/vm.args.eex (exists; --force overwrites it)
* creating rel/remote.vm.args.eex
* skipping rel/env.sh.eex (exists; --force overwrites it)
* creating rel/env.bat.eex
* creating slipway.toml' "$(<"$OUT")" "lines"
expect_equal mine "$(<rel/env.sh.eex)" "rel/env.sh.eex"
expect_equal nowhere "$(readlink rel/vm.args.eex)" "link"
expect_equal '' "$(find . -name '*slipway-new*')" "files that were left behind"

before=$(tree_state rel)
expect_exit 0 "$SLIPWAY" init --quiet
expect_equal '' "$(<"$OUT")" "output with --quiet"
expect_equal "$before" "$(tree_state rel)" "what a second run leaves"

umask 027
expect_exit 0 "$SLIPWAY" init --force
expect_contains "$OUT" '^\* overwriting rel/env\.sh\.eex$'
expect_contains "$PWD/rel/env.sh.eex" '^#!/bin/sh$'
[[ ! -L rel/vm.args.eex ]] || fail "the link was written through, or is still there"
expect_equal 640 "$(stat -c %a rel/env.sh.eex)" "mode of a new file under umask 027"

# What stands in the way is named.
rm -r slipway.toml
mkdir slipway.toml
expect_exit 1 "$SLIPWAY" init --force
expect_contains "$ERR" '^slipway: slipway\.toml is a folder'
mv rel rel.old
printf 'a file\n' >rel
expect_exit 1 "$SLIPWAY" init
expect_contains "$ERR" '^slipway: write rel/vm\.args\.eex: Not a directory'

mkdir "$TEST_TMP/elsewhere"
cd "$TEST_TMP/elsewhere"
expect_exit 1 "$SLIPWAY" init
expect_contains "$ERR" "^slipway: there is no mix\.exs in $TEST_TMP/elsewhere"
expect_equal '' "$(ls -A)" "what was written outside of a project"

# MIX_EXS names another file than mix.exs.
: >project.exs
expect_exit 0 env MIX_EXS=project.exs "$SLIPWAY" init
expect_contains "$OUT" '^\* creating slipway\.toml$'
