#!/usr/bin/env bash
# Hex, which Mix starts for every project with packages, starts ssl: that alone is no reason to start a VM where nothing has
# changed. (Hex itself can't be installed here: what it starts is started by mix.exs.)
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
export MIX_ENV=prod
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
sed -i '1i {:ok, _} = Application.ensure_all_started(:ssl)' mix.exs

run() {
    expect_exit 0 "$SLIPWAY" release --json
    sed -nE 's/^  "(unchanged|not_remembered)": (.*),$/\2/p' "$OUT" | paste -sd ' '
}
# After a few runs nothing is left to do: what was written in the moment before a run is not believed.
settles() {
    local state
    for _ in 1 2 3; do
        state=$(run)
        [[ $state != 'true null' ]] || return 0
        sleep 0.05
    done
    fail "each run starts a VM: $state"
}
expect_contains "$(run)" '^false '
settles
