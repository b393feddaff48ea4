#!/usr/bin/env bash
# `slipway check` names what is read while compiling, what would be baked into a release, and what is not in it; and says
# nothing of code that is right.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture exrelease "$TEST_TMP/exrelease"
cd "$TEST_TMP/exrelease"
expect_exit 0 "$SLIPWAY" check --strict
expect_contains "$OUT" '^0 warnings and 0 notes in [0-9]+ files, '

copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
mkdir -p config lib/mix/tasks
cat >lib/release_tasks.ex <<'END'
defmodule Bare.ReleaseTasks do
  @app :bare
  @repos Application.get_env(:bare, :ecto_repos, [])
  @host System.get_env("HOST")
  @level Application.compile_env(:bare, :level, :info)
  @quiet System.get_env("QUIET") # slipway: ignore
  # slipway: ignore
  @still Application.get_env(:bare, :still)
  @spec repos() :: [System.get_env()]

  if Application.get_env(:bare, :extra), do: def(extra, do: :extra)

  def repos, do: {@repos, @host, @level, @quiet, @still, Application.fetch_env!(@app, :ecto_repos)}
  def late(default \\ System.get_env("LATE")), do: default
  def env, do: Mix.env()
  def built, do: unquote(Application.get_env(:bare, :built))
  defmacro later, do: quote(do: Application.get_env(:bare, :later))
  def hash(data), do: :crypto.hash(:sha256, data)
  def trees(text), do: :xmerl_scan.string(text)
end
END
cat >lib/mix/tasks/bare.ex <<'END'
defmodule Mix.Tasks.Bare do
  use Mix.Task
  def run(_), do: Mix.shell().info(Mix.Project.config()[:version])
end
END
printf 'defmodule Broken do\n  def x(, do: 1\nend\n' >lib/broken.ex.txt
cat >config/config.exs <<'END'
import Config
config :bare, api_token: "hunter2hunter2", salt: "abc", port: System.get_env("PORT")
config :bare, Bare.Endpoint, secret_key_base: "hunter3hunter3"
END
cat >config/dev.exs <<'END'
import Config
config :bare, password: System.get_env("DEV") || "dev"
END
cat >config/runtime.exs <<'END'
import Config
config :bare, Bare.Endpoint, secret_key_base: System.fetch_env!("SECRET_KEY_BASE")
END
echo 'import Config' >config/releases.exs

expect_exit 0 "$SLIPWAY" check
expect_contains "$OUT" '^The project is not compiled'
MIX_ENV=prod mix compile >/dev/null 2>&1
expect_exit 0 "$SLIPWAY" check
grep -E '^[a-z]' "$OUT" | sed -E 's/^([^ ]+ [a-z]+): .*/\1/' >"$TEST_TMP/found"
cat >"$TEST_TMP/wanted" <<'END'
config/config.exs:2: warning:
config/config.exs:2: warning:
config/config.exs:3: note:
config/releases.exs:1: note:
lib/release_tasks.ex:3: warning:
lib/release_tasks.ex:4: warning:
lib/release_tasks.ex:11: warning:
lib/release_tasks.ex:15: warning:
lib/release_tasks.ex:16: warning:
lib/release_tasks.ex:18: warning:
lib/release_tasks.ex:19: warning:
END
expect_equal "$(sed 's/:$//' "$TEST_TMP/wanted")" "$(<"$TEST_TMP/found")" "findings"
expect_contains "$OUT" '@repos holds what Application.get_env\(:bare, :ecto_repos, \[\]\) gives while compiling'
expect_contains "$OUT" 'instead: call it in a function \(defp repos, do: Application.get_env'
expect_contains "$OUT" ':xmerl_scan is of the application xmerl, which is not in the release$'
expect_contains "$OUT" 'Mix.env\(\) is called when the system runs'
expect_contains "$OUT" '^9 warnings and 2 notes in '
expect_not_contains "$OUT" 'hunter'

expect_exit 1 "$SLIPWAY" check --strict --json
jq --exit-status 'map(.rule) | unique == ["baked_configuration", "baked_secret", "compile_time_read", "missing_application", "mix_at_run_time", "releases_exs"]' \
    "$OUT" >/dev/null

# What can't be parsed is named, and the rest is looked at all the same.
mv lib/broken.ex.txt lib/broken.ex
expect_exit 0 "$SLIPWAY" check
expect_contains "$OUT" '^lib/broken.ex:[23]: note: it has a syntax error, so nothing is known of it$'
expect_contains "$OUT" '^lib/release_tasks.ex:3: warning: '
