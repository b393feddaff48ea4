#!/usr/bin/env bash
# A configuration that providers change is copied to a private file of this start in RELEASE_TMP.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
sed -i 's/RUNTIME_CONFIG=false/RUNTIME_CONFIG=true/' "$release/releases/0.1.0/sys.config"
# Where the release is read-only, the copy must not be: the node writes to it.
chmod 0444 "$release/releases/0.1.0/sys.config"
expect_exit 0 env RELEASE_TMP="$TEST_TMP/new/tmp" "$bare" eval 'Bare.env("RELEASE_SYS_CONFIG"); Bare.flag(:config)'
config=$(head -n 1 "$OUT" | tr -d '"')
expect_contains "$config" "^$TEST_TMP/new/tmp/bare-0\.1\.0-[0-9]{14}-[0-9a-f]{4}\.runtime$"
expect_equal "[[\"$config\"]]" "$(tail -n 1 "$OUT")" "-config"
expect_equal 600 "$(stat -c %a "$config.config")" "mode"
cmp "$config.config" "$release/releases/0.1.0/sys.config"
# Clients of a node read no configuration.
start_release "$release"
before=$(find "$release/tmp" -name '*.runtime.config' | wc -l)
expect_exit 0 "$bare" pid
expect_equal "$before" "$(find "$release/tmp" -name '*.runtime.config' | wc -l)" "copies"
stop_release
