#!/usr/bin/env bash
# `slipway release --profile-run` starts the release, runs the command, writes the profile, and assembles with it.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
export MIX_ENV=prod
release=$TEST_TMP/bare/_build/prod/rel/bare
printf '[boot]\nprofile = "rel/boot.profile"\n' >slipway.toml

# A command that fails leaves no profile behind, and no process.
# shellcheck disable=SC2016 # The variables are those of the command.
use='echo "node $RELEASE_NODE port $PORT" >&2; "$SLIPWAY_RELEASE/bin/bare" pid >pid; exit 7'
expect_exit 1 "$SLIPWAY" release --profile-run "$use"
expect_contains "$ERR" 'the command of --profile-run exited with status 7: .*; the profile stays as it was, and the release in .* is one without a profile'
expect_contains "$ERR" '^node bare-profile-[0-9]+ port [0-9]+$'
[[ ! -e rel/boot.profile ]] || fail "there is a profile"
! is_running "$(<pid)" || fail "the system still runs"

# shellcheck disable=SC2016
expect_exit 0 "$SLIPWAY" release --profile-run '"$SLIPWAY_RELEASE/bin/bare" rpc --mfa calendar local_time; "$SLIPWAY_RELEASE/bin/bare" pid >pid'
! is_running "$(<pid)" || fail "the system still runs"
expect_contains "$OUT" '^\* rel/boot.profile is written$'
# The time that the system took is not that of compiling.
expect_contains "$OUT" '^Done in .*\(profile [0-9.]+ s, compile '
expect_contains "$TEST_TMP/bare/rel/boot.profile" '^Elixir\.Bare\.Application$'
expect_contains "$TEST_TMP/bare/rel/boot.profile" '^calendar$'
expect_exit 0 "$SLIPWAY" release
expect_contains "$OUT" '^Nothing has changed'

start_release "$release"
expect_exit 0 "$release/bin/bare" rpc 'IO.inspect({:code.get_mode(), :erlang.module_loaded(:calendar)})'
expect_equal '{:interactive, true}' "$(<"$OUT")" "mode and a module of the profile"
# The same profile, but that what it names is loaded at the start already.
expect_exit 0 "$release/bin/bare" profile
expect_contains "$ERR" 'WARNING: this system was started with a profile'
stop_release

# What keeps the system from its start is shown.
expect_exit 1 env RELEASE_VM_ARGS=/nonexistent "$SLIPWAY" release --profile-run true
expect_contains "$ERR" "before it was ready; what it needs can be given in the environment of \`slipway release\`"
expect_not_contains "$ERR" 'x0d'
