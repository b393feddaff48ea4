#!/usr/bin/env bash
# Functions among the steps of a release see and change for Slipway what they see and change for Mix.
# labels: e2e peer

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

project=$TEST_TMP/steps
copy_fixture steps "$project"
cd "$project"

# Each of the two runs leaves what the functions saw.
e2e_build mix-release . mix release --path "$project/release"
mv release by-mix
mv records records-of-mix
e2e_build slipway-release . "$SLIPWAY" release --path "$project/release"
mv release by-slipway
diff -ru records-of-mix records

# The two tarballs hold the same files with the same content; times and order are Mix's own.
for tree in by-mix by-slipway; do
    mkdir "$tree-unpacked"
    tar -C "$tree-unpacked" -xzf "$tree/crew-0.1.0.tar.gz"
done
cp by-mix/crew-0.1.0.tar.gz by-slipway/crew-0.1.0.tar.gz
testkit compare-release --templates rel by-mix by-slipway
testkit compare-release --templates rel by-mix-unpacked by-slipway-unpacked

expect_equal cookie_of_the_step "$(<by-slipway/releases/COOKIE)" "cookies"
expect_exit 0 env RELEASE_BOOT_SCRIPT_CLEAN=maintenance by-slipway/bin/crew eval 'Crew.started()'
expect_contains "$OUT" '^started: galley$'
expect_release_runs "$project/by-slipway-unpacked" \
    '^crew runs on crew@.*: hired by the step, watch from runtime.exs, on the list: cook mate$'
