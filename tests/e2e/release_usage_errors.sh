#!/usr/bin/env bash
# A wrong command line ends with 2, names what is wrong and what was meant.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"

# wrong PATTERN WORDS...
wrong() {
    local pattern=$1
    shift
    expect_exit 2 "$SLIPWAY" "$@"
    expect_contains "$ERR" "$pattern"
    expect_equal '' "$(<"$OUT")" "standard output"
}

wrong 'unknown command "relase"; did you mean release\?' relase
wrong 'unknown option --overwrit; did you mean --overwrite\?' release --overwrit
wrong 'unknown option -x$' release -x
wrong 'unexpected argument "two"' release one two
wrong '^slipway: --path needs a value: --path DIR$' release --path
wrong '^slipway: --version needs a value: --version VERSION$' release --version=
wrong '^slipway: --quiet takes no value' release --quiet=loudly
wrong 'unexpected argument "foo"' init foo
wrong 'unknown option --unknown$' init --unknown
wrong 'comes with a later version' deploy
wrong '^slipway: no command was given'
expect_contains "$ERR" '^Usage: slipway COMMAND'
[[ ! -e _build ]] || fail "something was built"

expect_exit 0 "$SLIPWAY" release --help
expect_contains "$OUT" '^  --path DIR +write the release to DIR'
expect_exit 0 "$SLIPWAY" --version
expect_contains "$OUT" '^slipway [0-9]+\.[0-9]+\.[0-9]+$'
