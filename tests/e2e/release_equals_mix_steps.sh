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
unpack() {
    mkdir "$1-unpacked"
    tar -C "$1-unpacked" -xzf "$1/crew-0.1.0.tar.gz"
    rm "$1/crew-0.1.0.tar.gz"
    # It lay in the release, so the manifest has it.
    [[ ! -f $1/releases/0.1.0/slipway.manifest ]] || sed -i '/^crew-0\.1\.0\.tar\.gz$/d' "$1/releases/0.1.0/slipway.manifest"
}
unpack by-mix
unpack by-slipway
testkit compare-release --templates rel by-mix by-slipway
testkit compare-release --templates rel by-mix-unpacked by-slipway-unpacked

expect_equal cookie_of_the_step "$(<by-slipway/releases/COOKIE)" "cookies"
expect_exit 0 env RELEASE_BOOT_SCRIPT_CLEAN=maintenance by-slipway/bin/crew eval 'Crew.started()'
expect_contains "$OUT" '^started: galley$'
expect_release_runs "$project/by-slipway-unpacked" \
    '^crew runs on crew@.*: hired by the step, watch from runtime.exs, on the list: cook mate$'
