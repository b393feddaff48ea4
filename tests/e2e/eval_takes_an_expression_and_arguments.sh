#!/usr/bin/env bash
# `eval` runs an expression in a VM of its own, gives it the arguments, and ends with its status.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
expect_exit 0 "$release/bin/bare" eval 'IO.puts("größer: 船隊")'
expect_equal 'größer: 船隊' "$(<"$OUT")" "output"
expect_exit 0 "$release/bin/bare" eval 'Bare.argv()' one 'two words' '' --three
expect_equal '["one", "two words", "", "--three"]' "$(<"$OUT")" "arguments"
expect_exit 0 "$release/bin/bare" eval 'Bare.system(); Bare.started()'
expect_contains "$OUT" '^alive: false$'
expect_not_contains "$OUT" ':bare'
expect_exit 7 "$release/bin/bare" eval 'Bare.halt(7)'
expect_exit 1 "$release/bin/bare" eval 'raise("broken on purpose")'
expect_contains "$ERR" 'broken on purpose'
expect_exit 1 "$release/bin/bare" eval
expect_contains "$ERR" 'expression'
# What ends soon leaves nothing behind in the release, least of all the cookie: this may be a layer of an image.
[[ ! -e $release/tmp ]] || fail "eval made $release/tmp"
# Configuration at run time counts here, too.
example=$(cached_slipway_release exrelease)
expect_exit 0 env SECRET_KEY_BASE=secret APP_PORT=4321 "$example/bin/exrelease" eval \
    'Application.load(:exrelease); IO.inspect(Application.fetch_env!(:exrelease, :http)[:port])'
expect_equal 4321 "$(<"$OUT")" "port"
