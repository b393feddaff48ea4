#!/usr/bin/env bash
# `init --systemd` writes a unit that systemd understands for each release, named as mix.exs names them.
# labels: e2e peer

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

# expect_unit NAME: what systemd-analyze says is nothing once the program stands where the unit says.
expect_unit() {
    local unit=$PWD/rel/systemd/$1.service
    expect_contains "$unit" "^ExecStart=/opt/$1/bin/$1 start$"
    expect_not_contains "$unit" '@'
    mkdir -p "$TEST_TMP/units"
    sed "s#^ExecStart=/opt/$1/bin/$1 #ExecStart=/bin/true #" "$unit" >"$TEST_TMP/units/$1.service"
    expect_exit 0 systemd-analyze verify "$TEST_TMP/units/$1.service"
    expect_equal '' "$(cat "$OUT" "$ERR")" "what systemd-analyze says"
}

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"

# Without :releases there is the one of the application.
expect_exit 0 "$SLIPWAY" init --systemd
expect_contains "$OUT" '^\* creating rel/systemd/bare\.service$'
expect_unit bare
expect_equal '' "$(find . -name _build)" "what was compiled"

rm -r rel
add_project_option . 'releases: [web_shop: [], worker: []]'
expect_exit 0 "$SLIPWAY" init --systemd
expect_equal 'web_shop.service worker.service' "$(cd rel/systemd && echo *)" "units"
expect_unit web_shop
expect_unit worker

# Units are not part of a release.
release=$TEST_TMP/bare/_build/prod/rel/worker
expect_exit 0 "$SLIPWAY" release worker
expect_equal '' "$(find "$release" -name '*.service')" "units in the release"

# mix.exs says the names, and what it prints is none of our lines.
printf 'IO.puts("printed")\nraise "broken"\n' >mix.exs
expect_exit 1 "$SLIPWAY" init --systemd
expect_contains "$ERR" '^slipway: mix\.exs could not be loaded:'
expect_contains "$ERR" 'broken'

mkdir -p "$TEST_TMP/umbrella/apps"
cd "$TEST_TMP/umbrella"
cat >mix.exs <<'END'
defmodule Umbrella.MixProject do
  use Mix.Project
  def project, do: [apps_path: "apps"]
end
END
expect_exit 1 "$SLIPWAY" init --systemd
expect_contains "$ERR" '^slipway: mix\.exs names no release'
expect_exit 0 "$SLIPWAY" init
expect_contains "$OUT" '^\* creating rel/env\.sh\.eex$'
