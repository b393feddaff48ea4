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

# The tarballs hold what their folders hold, but for the list of files that belongs to the folder.
unpack() {
    mkdir "$1-unpacked"
    tar -C "$1-unpacked" -xzf "$1/crew-0.1.0.tar.gz"
    diff -r "$1" "$1-unpacked" || true
}
expect_equal 'Only in by-mix: crew-0.1.0.tar.gz' "$(unpack by-mix)" "contents"
expect_equal $'Only in by-slipway: crew-0.1.0.tar.gz\nOnly in by-slipway/releases/0.1.0: slipway.manifest' \
    "$(unpack by-slipway)" "contents"
cp by-mix/crew-0.1.0.tar.gz by-slipway/crew-0.1.0.tar.gz
testkit compare-release --templates rel by-mix by-slipway

expect_equal cookie_of_the_step "$(<by-slipway/releases/COOKIE)" "cookies"
expect_exit 0 env RELEASE_BOOT_SCRIPT_CLEAN=maintenance by-slipway/bin/crew eval 'Crew.started()'
expect_contains "$OUT" '^started: galley$'
expect_release_runs "$project/by-slipway-unpacked" \
    '^crew runs on crew@.*: hired by the step, watch from runtime.exs, on the list: cook mate$'
