#!/usr/bin/env bash
# `slipway release` names in a warning what `slipway check` finds in the project's own sources, also where nothing has
# changed; with --strict that is an error, and nothing is written.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
mkdir -p config lib
cat >lib/release_tasks.ex <<'END'
defmodule Bare.ReleaseTasks do
  @repos Application.get_env(:bare, :ecto_repos, [])
  def repos, do: @repos
  def trees(text), do: :xmerl_scan.string(text)
  def log(text), do: Logger.bare_log(:info, text)
end
END
echo 'import Config' >config/releases.exs
release=_build/prod/rel/bare
named='lib/release_tasks.ex:2 \(compile_time_read\), lib/release_tasks.ex:4 \(missing_application\), lib/release_tasks.ex:5 \(missing_application\)'
told="^warning: the sources have 3 places that may go wrong in a release: $named"

expect_exit 1 "$SLIPWAY" release --strict
expect_contains "$ERR" "^slipway: the sources have .*$named.*; without --strict it is a warning\$"
[[ ! -e $release ]]
expect_exit 0 "$SLIPWAY" release
expect_contains "$ERR" "$told"
expect_exit 0 "$SLIPWAY" release
expect_contains "$OUT" '^Nothing has changed'
expect_contains "$ERR" "$told"
expect_exit 1 "$SLIPWAY" release --strict
expect_exit 0 "$SLIPWAY" release --json
jq --exit-status '.warnings | map(select(test("may go wrong in a release"))) | length == 1' "$OUT" >/dev/null
expect_exit 0 "$SLIPWAY" release --no-check
expect_not_contains "$ERR" 'may go wrong'

# slipway.toml silences what is meant, and can be strict for all.
printf '[check]\nstrict = true\nignore = ["compile_time_read:lib/release_*", "missing_application"]\n' >slipway.toml
expect_exit 0 "$SLIPWAY" release
expect_not_contains "$ERR" 'may go wrong'
expect_exit 0 "$SLIPWAY" check
printf '[check]\nstrict = true\nignore = ["missing_application"]\n' >slipway.toml
expect_exit 1 "$SLIPWAY" release
expect_exit 1 "$SLIPWAY" check
expect_exit 0 "$SLIPWAY" release --no-check

# A file that can't be parsed would have stopped the compiler; one that Mix does not compile is no matter.
rm slipway.toml
echo 'import Config, do: (' >config/unused.exs
expect_exit 0 "$SLIPWAY" release
expect_contains "$ERR" "$told"
