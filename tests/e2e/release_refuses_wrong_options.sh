#!/usr/bin/env bash
# A wrong option of a release is named with its value and what is allowed.
# labels: e2e slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

copy_fixture bare "$TEST_TMP/pattern"
mkdir "$TEST_TMP/project"
cd "$TEST_TMP/project"
export MIX_ENV=prod

# refuses PATTERN OPTIONS: a build of a release with these options in mix.exs.
refuses() {
    cp -r "$TEST_TMP/pattern/." .
    add_project_option . "releases: [bare: [$2]]"
    expect_exit 1 "$SLIPWAY" release
    expect_contains "$ERR" "^slipway: .*$1"
    [[ ! -e _build/prod/rel ]] || fail "something was written"
}

e2e_need_slipway
refuses ':strip_beams must be true, false or .*, found 7' 'strip_beams: 7'
refuses 'the options of a release must be a keyword list, found \[:quiet\]' ':quiet'
refuses 'the path of the release is empty' 'path: ""'
refuses "the path of the release, $TEST_TMP, holds the project itself" 'path: ".."'
refuses 'nothing' 'applications: [nothing: :permanent]'
refuses 'perhaps.*permanent' 'applications: [bare: :perhaps]'
refuses 'missing_overlay' 'overlays: "missing_overlay"'
refuses 'missing.exs does not exist' 'runtime_config_path: "missing.exs"'
refuses 'from the application nowhere' 'version: {:from_app, :nowhere}'
refuses 'the cookie is empty' 'cookie: ""'
refuses 'kernel, whose mode is load' 'applications: [kernel: :load]'

# Mix takes nil for no release of that name, and then fails.
cp -r "$TEST_TMP/pattern/." .
add_project_option . 'releases: [bare: nil]'
expect_exit 1 "$SLIPWAY" release
expect_contains "$ERR" '^slipway: the options of a release must be a keyword list, found nil$'
