#!/usr/bin/env bash
# With the templates of `init`, a release of slipway still runs where there is no shell, and one of Mix runs, too.
# labels: e2e peer

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/roots.sh
source "$REPO/tests/e2e/roots.sh"

e2e_need_slipway
project=$TEST_TMP/bare
copy_fixture bare "$project"
cd "$project"
expect_exit 0 "$SLIPWAY" init

release=$(slipway_release "$project")
expect_contains "$release/releases/0.1.0/vm.args" '^## Arguments of the Erlang VM for the node that bin/bare starts'
expect_contains "$release/releases/0.1.0/env.sh" '^# Sourced by /bin/sh before every command of bin/bare'
expect_contains "$release/releases/0.1.0/remote.vm.args" '^## Arguments of the Erlang VM for the short-lived nodes'
root=$TEST_TMP/root
bare_root "$root" "$release"
cp -a "$release" "$root/srv/bare"
expect_release_runs_in "$root"

rm -rf _build
release=$(mix_release "$project")
expect_contains "$release/releases/0.1.0/env.sh" '^# Sourced by /bin/sh before every command of bin/bare'
start_release "$release"
wait_for 20 "$release/bin/bare" rpc 'true = Process.whereis(Bare.Counter) != nil'
expect_exit 0 "$release/bin/bare" stop
stopped() { ! is_running "$BACKGROUND_PID"; }
wait_for 15 stopped
