#!/usr/bin/env bash
# A release boots with the values that were compiled in, or not at all, unless it is told not to compare them; its
# configuration stands where mix.exs says.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
add_project_option . 'config_path: "other/place/base.exs",
      releases: [strict: [], lenient: [validate_compile_env: false]]'
mkdir -p other/place
printf 'import Config\nconfig :bare, draught: :deep, kept: true\n' >other/place/base.exs
cat >other/place/runtime.exs <<'END'
import Config
config :bare, draught: String.to_atom(System.get_env("DRAUGHT", "unset")), mode: :code.get_mode()
END
cat >lib/bare/hull.ex <<'END'
defmodule Bare.Hull do
  @draught Application.compile_env(:bare, :draught)
  def facts do
    Application.load(:bare)
    IO.inspect({@draught, for(key <- [:draught, :kept, :mode], do: Application.get_env(:bare, key))})
  end
end
END
export MIX_ENV=prod
expect_exit 0 "$SLIPWAY" release strict
expect_contains "$OUT" '^\* using other/place/runtime\.exs to configure the release at runtime$'
strict=$PWD/_build/prod/rel/strict/bin/strict
expect_exit 0 "$SLIPWAY" release lenient
lenient=$PWD/_build/prod/rel/lenient/bin/lenient

expect_exit 1 env DRAUGHT=shallow "$strict" start
cat "$OUT" >>"$ERR"
expect_contains "$ERR" 'application :bare has a different value set for key :draught during runtime compared to compile time'
starts() {
    start_background "$1" env DRAUGHT="$2" "$PWD/_build/prod/rel/$1/bin/$1" start
    wait_for 20 grep -q '^bare runs on ' "$TEST_TMP/logs/$1.log"
}
starts strict deep
# Clients of the node compare nothing: they read no configuration.
expect_exit 0 env DRAUGHT=shallow "$strict" rpc 'Bare.Hull.facts()'
expect_equal '{:deep, [:deep, true, :embedded]}' "$(<"$OUT")" "facts"
stop_release

starts lenient shallow
expect_exit 0 "$lenient" rpc 'Bare.Hull.facts()'
expect_equal '{:deep, [:shallow, true, :embedded]}' "$(<"$OUT")" "facts"
stop_release
expect_exit 0 env DRAUGHT=shallow "$lenient" eval 'Bare.Hull.facts()'
expect_equal '{:deep, [:shallow, true, :interactive]}' "$(<"$OUT")" "facts"
