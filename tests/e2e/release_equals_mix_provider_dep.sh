#!/usr/bin/env bash
# So is the release of a project whose configuration comes from a dependency's provider and runtime.exs.
# labels: e2e peer slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

copy_fixture provider_dep "$TEST_TMP/provider_dep"
expect_release_equals_mix "$TEST_TMP/provider_dep"

release=$TEST_TMP/provider_dep/by-slipway
mkdir "$TEST_TMP/settings"
printf '{\n  "harbour_master": "Jonna",\n  "draught": 11\n}\n' >"$TEST_TMP/settings/manifest.json"
expect_release_runs "$release" '^quay runs on quay@.*: compiled 11 2 1, loaded Jonna and from runtime.exs$' \
    QUAY_FOLDER="$TEST_TMP/settings"

# What was compiled in can't be changed by a provider.
sed -i 's/11/12/' "$TEST_TMP/settings/manifest.json"
expect_exit 1 env QUAY_FOLDER="$TEST_TMP/settings" "$release/bin/quay" start
cat "$OUT" >>"$ERR"
expect_contains "$ERR" 'application :quay has a different value set for key :draught during runtime'
