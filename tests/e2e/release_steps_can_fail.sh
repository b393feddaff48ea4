#!/usr/bin/env bash
# A function among the steps that raises or returns nonsense is named, and the release that was there stays.
# labels: e2e slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
export MIX_ENV=prod
add_project_option . 'releases: [bare: [steps: [&__MODULE__.step/1, :assemble, &__MODULE__.later/1]]]'
sed -i 's/^  def application do/  def step(release), do: release\n  def later(release), do: release\n\n&/' mix.exs
cp mix.exs "$TEST_TMP/mix.exs"
e2e_build first . "$SLIPWAY" release
before=$(tree_state _build/prod/rel/bare)

# fails FUNCTION BODY PATTERN: a build whose function does that.
fails() {
    sed "s#def $1(release), do: release#def $1(release), do: (_ = release; $2)#" "$TEST_TMP/mix.exs" >mix.exs
    expect_exit 1 "$SLIPWAY" release
    expect_contains "$ERR" "$3"
    expect_equal "$before" "$(tree_state _build/prod/rel/bare)" "the earlier release"
}

fails step 'raise "no tide"' '^slipway: \*\* \(RuntimeError\) no tide$'
expect_contains "$ERR" 'mix\.exs:[0-9]+: Bare\.MixProject\.step/1'
fails step 'Mix.raise("not today")' '^slipway: not today$'
fails step ':nothing' 'a function in :steps must return the Mix\.Release.*&Bare\.MixProject\.step/1 returned :nothing$'
# What fields may hold: tests/unit/release/mix_release_fields_test.cpp.
fails step '%{release | path: "relative"}' 'path is not absolute: relative$'
fails step '%{release | steps: []}' 'took :assemble away'
fails step 'put_in(release.options[:cookie], 3)' ':cookie must be a string, found 3'
fails step 'put_in(release.applications[:bare][:path], ~c"/nowhere")' '/nowhere/ebin/bare\.app'
fails step 'System.halt(9)' '^slipway: .*mix exited with status 9'

# Behind :assemble the new release is in its place already, as with Mix; the failure still counts.
sed 's/def later(release), do: release/def later(_), do: raise("too late")/' "$TEST_TMP/mix.exs" >mix.exs
expect_exit 1 "$SLIPWAY" release --version 2.0.0
expect_contains "$ERR" '^slipway: \*\* \(RuntimeError\) too late$'
expect_exit 0 _build/prod/rel/bare/bin/bare version
expect_contains "$OUT" '^bare 2\.0\.0$'
