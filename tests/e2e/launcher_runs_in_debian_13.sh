#!/usr/bin/env bash
# A release starts, answers and stops in a root of Debian 13 whose nsswitch.conf names modules that crash static programs.
# labels: e2e slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/roots.sh
source "$REPO/tests/e2e/roots.sh"

release=$(cached_slipway_release bare)
debian=$(debian_root trixie)
root=$TEST_TMP/trixie
cp -a "$debian" "$root"
e2e_furnish_root "$root"
hostile_nsswitch "$root"
cp -a "$release" "$root/srv/bare"

expect_release_runs_in "$root"
