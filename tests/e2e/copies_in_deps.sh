#!/usr/bin/env bash
# A dependency by path that stands in deps/, such as a copy under version control, counts as one that was fetched; one
# anywhere else is the project's own, and is in its layer.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
library() {
    mkdir -p "$1/lib"
    printf 'defmodule %s.MixProject do\n  use Mix.Project\n  def project, do: [app: :%s, version: "1.0.0"]\nend\n' \
        "$2" "${1##*/}" >"$1/mix.exs"
    printf 'defmodule %s do\n  def name, do: :%s\nend\n' "$2" "${1##*/}" >"$1/lib/${1##*/}.ex"
}
library deps/copied Copied
library deps_of_ours/written Written
add_project_option "$PWD" 'deps: [{:copied, path: "deps/copied"}, {:written, path: "deps_of_ours/written"}]'

expect_exit 0 "$SLIPWAY" release --json
origin() { jq -r --arg name "$1" '.applications[] | select(.name == $name).origin' "$OUT"; }
expect_equal dependency "$(origin copied)" "the copy in deps/"
expect_equal project "$(origin written)" "the library beside deps/"
expect_equal project "$(origin bare)" "the project"

expect_exit 0 "$SLIPWAY" image -o "oci:$TEST_TMP/layout"
expect_contains "$OUT" '^dependencies +[0-9]+ '
