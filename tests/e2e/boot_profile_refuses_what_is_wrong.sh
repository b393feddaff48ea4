#!/usr/bin/env bash
# A profile that is missing or broken fails with its place; a system in embedded mode has no profile to take.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
export MIX_ENV=prod
bin=$TEST_TMP/bare/_build/prod/rel/bare/bin/bare

expect_exit 2 "$SLIPWAY" release --profile-run true
expect_contains "$ERR" '--profile-run needs a place for the profile; write \[boot\] and profile = "rel/boot.profile" into'

printf '[boot]\nprofile = "rel/boot.profile"\n' >slipway.toml
expect_exit 1 "$SLIPWAY" release
expect_contains "$ERR" '\[boot\] profile is rel/boot.profile, and there is no such file; `slipway release --profile-run'

mkdir -p rel
printf '# taken\nElixir.Bare\n<<<<<<< HEAD\nets\n' >rel/boot.profile
expect_exit 1 "$SLIPWAY" release
expect_contains "$ERR" 'rel/boot.profile:3: expected the name of a module, found what a merge leaves; finish the merge'
printf 'ets lists\n' >rel/boot.profile
expect_exit 1 "$SLIPWAY" release
expect_contains "$ERR" 'rel/boot.profile:1: expected the name of one module'
[[ ! -e $bin ]] || fail "there is a release"

rm slipway.toml
expect_exit 0 "$SLIPWAY" release
expect_exit 1 env RELEASE_MODE=profile "$bin" start
expect_contains "$ERR" 'RELEASE_MODE is profile, and this release was assembled without a profile; set it to embedded or'
start_release "$TEST_TMP/bare/_build/prod/rel/bare"
expect_exit 1 "$bin" profile
expect_contains "$ERR" 'is in embedded mode, where all modules are loaded, used or not; start the system with RELEASE_MODE=inter'
expect_equal "" "$(<"$OUT")" "output"
expect_exit 2 "$bin" profile --json
expect_contains "$ERR" 'profile has no option --json; it has --timeout'
stop_release
