#!/usr/bin/env bash
# A release starts, answers and stops in a root that holds the libraries it links to, no shell and no other program.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/roots.sh
source "$REPO/tests/e2e/roots.sh"

release=$(cached_slipway_release bare)
root=$TEST_TMP/root
bare_root "$root" "$release"
cp -a "$release" "$root/srv/bare"

[[ ! -e $root/bin/sh && ! -e $root/usr/bin/sh ]] || fail "the root has a shell"
expect_release_runs_in "$root"

# An env.sh that does something needs a shell: the error names it.
printf 'export GREETING=hello\n' >>"$root/srv/bare/releases/0.1.0/env.sh"
expect_exit 1 in_root "$root" /srv/bare/bin/bare start
expect_contains "$ERR" 'env\.sh'
expect_contains "$ERR" 'shell'
