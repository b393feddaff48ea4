#!/usr/bin/env bash
# An alias for `release` in mix.exs runs as it does for Mix, and so do preferred environments.
# labels: e2e slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
unset MIX_ENV

# project NAME ALIAS: a copy of `bare` with this alias.
project() {
    copy_fixture bare "$TEST_TMP/$1"
    cd "$TEST_TMP/$1"
    add_project_option . "aliases: [release: $2]"
}

project around '["cmd echo in front", "release --version 7.0.0", fn words -> IO.inspect({:behind, words}) end]'
expect_exit 0 "$SLIPWAY" release --quiet
expect_contains "$OUT" '^in front$'
# As with Mix, what comes behind sees the finished release; the words go to `release` alone.
expect_contains "$OUT" '^\{:behind, \[\]\}$'
[[ -x _build/prod/rel/bare/bin/bare && -d _build/prod/rel/bare/releases/7.0.0 ]] || fail "no release was made"

project function 'fn words -> Mix.Tasks.Release.run(["--path", "elsewhere" | words]) end'
expect_exit 0 "$SLIPWAY" release
[[ -x elsewhere/bin/bare ]] || fail "no release was made"

project twice '["release", &__MODULE__.again/1]'
sed -i 's/^  def application do/  def again(_), do: Mix.Tasks.Release.run(["--path", "second"])\n\n&/' mix.exs
expect_exit 0 "$SLIPWAY" release
[[ -x _build/prod/rel/bare/bin/bare && -x second/bin/bare ]] || fail "not both releases were made"

project without '["cmd echo nothing else"]'
expect_exit 0 "$SLIPWAY" release
expect_contains "$ERR" '^warning: nothing was assembled: the alias for .release. in mix.exs does not run "release"$'
[[ ! -e _build/prod/rel ]] || fail "a release was made"

project failing '["release", "cmd false"]'
expect_exit 1 "$SLIPWAY" release
expect_contains "$ERR" '^slipway: something that Mix ran behind the release failed: mix exited with status 1'
[[ -x _build/prod/rel/bare/bin/bare ]] || fail "no release was made"

project unknown '["release --fast"]'
expect_exit 1 "$SLIPWAY" release
expect_contains "$ERR" 'the alias for .release. in mix.exs gives it the unknown or incomplete option --fast'

copy_fixture bare "$TEST_TMP/preferred"
cd "$TEST_TMP/preferred"
add_project_option . 'preferred_cli_env: [release: :staging]'
sed -i 's/^  def application do/  def cli, do: [preferred_envs: [release: :staging]]\n\n&/' mix.exs
expect_exit 0 "$SLIPWAY" release
expect_contains "$OUT" '^\* assembling bare-0\.1\.0 on MIX_ENV=staging$'
[[ -x _build/staging/rel/bare/bin/bare ]] || fail "no release was made"
expect_exit 0 env MIX_ENV=dev "$SLIPWAY" release
expect_contains "$OUT" '^\* assembling bare-0\.1\.0 on MIX_ENV=dev$'
