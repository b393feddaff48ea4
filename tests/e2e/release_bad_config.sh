#!/usr/bin/env bash
# A configured value that no file can hold is named by application and key; the earlier release stays.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
before=$(tree_state "$release")
cd "$TEST_TMP/bare"
mkdir config

# refuses PATTERN CONFIGURATION
refuses() {
    printf 'import Config\n%s\n' "$2" >config/config.exs
    expect_exit 1 env MIX_ENV=prod "$SLIPWAY" release
    cat "$OUT" >>"$ERR"
    expect_contains "$ERR" "$1"
    expect_equal "$before" "$(tree_state "$release")" "earlier release"
}

refuses '^slipway: config bare, owner: .*pid.*config/runtime.exs' 'config :bare, fine: 1, owner: self()'
refuses '^slipway: config bare, .*Bare.Worker.*: .*function' 'config :bare, Bare.Worker, call: [with: fn x -> x end]'
refuses '^slipway: config logger, token: .*reference' 'config :logger, token: make_ref()'
refuses '^slipway: config bare, env: .*pid' 'config :bare, env: %{__ENV__ | lexical_tracker: self()}'
refuses 'broken on purpose' 'config :bare, raise("broken on purpose")'
refuses 'missing.exs' 'import_config "missing.exs"'
