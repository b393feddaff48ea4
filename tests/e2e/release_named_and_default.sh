#!/usr/bin/env bash
# Of several releases, the named one or :default_release is made; options may come from a function.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
export MIX_ENV=prod
add_project_option . 'releases: [alpha: [version: "1.0.0"], beta: &__MODULE__.beta/0]'
sed -i 's/^  def application do/  def beta, do: [version: "2.0." <> "0", applications: [crypto: :load]]\n\n&/' mix.exs

expect_exit 1 "$SLIPWAY" release
expect_contains "$ERR" 'several releases \(alpha, beta\): name one'
expect_exit 1 "$SLIPWAY" release gamma
expect_contains "$ERR" 'unknown release gamma; the releases in mix.exs are: alpha, beta'
[[ ! -e _build/prod/rel ]] || fail "something was written"

expect_exit 0 "$SLIPWAY" release alpha
expect_exit 0 _build/prod/rel/alpha/bin/alpha version
expect_equal 'alpha 1.0.0' "$(<"$OUT")" "version"

add_project_option . 'default_release: :beta'
expect_exit 0 "$SLIPWAY" release
expect_exit 0 _build/prod/rel/beta/bin/beta version
expect_equal 'beta 2.0.0' "$(<"$OUT")" "version"
expect_exit 0 _build/prod/rel/beta/bin/beta eval 'Bare.env("RELEASE_NAME"); IO.inspect(Application.load(:crypto))'
expect_contains "$OUT" '^"beta"$'
[[ -d _build/prod/rel/alpha ]] || fail "the other release is gone"

# A project without :releases has the one of its application.
copy_fixture bare "$TEST_TMP/plain"
cd "$TEST_TMP/plain"
expect_exit 1 "$SLIPWAY" release bare
expect_contains "$ERR" '^slipway: unknown release bare; mix.exs has no :releases, so leave the name out'
