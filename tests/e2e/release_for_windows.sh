#!/usr/bin/env bash
# :windows gets its env.bat, and it is said that the launcher is still to come; without :unix there is no launcher.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
cp mix.exs "$TEST_TMP/mix.exs"
add_project_option . 'releases: [bare: [include_executables_for: [:unix, :windows]]]'
expect_exit 0 "$SLIPWAY" release
expect_contains "$OUT" '^\* skipping the :windows launcher \(still to come; releases/0\.1\.0/env\.bat is written\)$'
release=$PWD/_build/prod/rel/bare
expect_contains "$release/releases/0.1.0/env.bat" '^@echo off'
[[ -x $release/bin/bare && -f $release/releases/0.1.0/env.sh ]] || fail "the launcher is missing"

cp "$TEST_TMP/mix.exs" mix.exs
add_project_option . 'releases: [bare: [include_executables_for: [:windows]]]'
mkdir rel
echo 'rem <%= @release.name %>' >rel/env.bat.eex
expect_exit 0 "$SLIPWAY" release
expect_contains "$OUT" '^\* skipping the launcher \(no :unix in :include_executables_for\)$'
expect_equal 'rem bare' "$(<"$release/releases/0.1.0/env.bat")" "env.bat"
for path in bin/bare releases/0.1.0/{env.sh,elixir,iex,launch.term}; do
    [[ ! -e $release/$path ]] || fail "$path was written"
done

cp "$TEST_TMP/mix.exs" mix.exs
add_project_option . 'releases: [bare: [include_executables_for: [], strip_beams: [keep: "Docs"]]]'
expect_exit 0 "$SLIPWAY" release
for path in bin/bare{,.bat} releases/0.1.0/{env,elixir,iex}{,.sh,.bat} releases/0.1.0/launch.term; do
    [[ ! -e $release/$path ]] || fail "$path was written"
done
expect_exit 0 erl -noshell -noinput -eval '{ok, {_, [{"Docs", _}]}} = beam_lib:chunks("'"$release"'/lib/bare-0.1.0/ebin/Elixir.Bare.beam", ["Docs"]),
    {error, beam_lib, {missing_chunk, _, "Dbgi"}} = beam_lib:chunks("'"$release"'/lib/bare-0.1.0/ebin/Elixir.Bare.beam", ["Dbgi"]), halt().'
