#!/usr/bin/env bash
# What this version can not do yet is named, with what to do instead; nothing is written.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

copy_fixture bare "$TEST_TMP/pattern"
mkdir "$TEST_TMP/project"
cd "$TEST_TMP/project"
export MIX_ENV=prod

# refuses PATTERN OPTION: a build of `bare` with this option in mix.exs.
refuses() {
    cp -r "$TEST_TMP/pattern/." .
    add_project_option . "$2"
    expect_exit 1 "$SLIPWAY" release
    expect_contains "$ERR" "^slipway: .*$1"
    expect_contains "$ERR" 'not supported by this version of Slipway; .+'
    [[ ! -e _build/prod/rel ]] || fail "something was written"
}

e2e_need_slipway
refuses ':steps' 'releases: [bare: [steps: [:assemble, &Function.identity/1]]]'
refuses ':steps' 'releases: [bare: [steps: [:assemble, :tar]]]'
refuses ':include_erts' 'releases: [bare: [include_erts: false]]'
refuses ':include_erts' 'releases: [bare: [include_erts: "/opt/erts"]]'
refuses 'strip_beams: \[compress: true\]' 'releases: [bare: [strip_beams: [compress: true]]]'
refuses ':unix' 'releases: [bare: [include_executables_for: [:windows]]]'
refuses 'alias' 'aliases: [release: ["release", "cmd true"]]'
refuses 'umbrella' 'apps_path: "apps"'

cp -r "$TEST_TMP/pattern/." .
touch slipway.toml
expect_exit 1 "$SLIPWAY" release
expect_contains "$ERR" '^slipway: slipway.toml is not supported'
[[ ! -e _build/prod/rel ]] || fail "something was written"
