#!/usr/bin/env bash
# Whatever changes that a release depends on, the next run sees it: no way to fool the fingerprint.
# labels: e2e slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
cd "$TEST_TMP"
mkdir -p app/lib app/config app/rel app/priv dependency/lib overlay elsewhere bin
cat >app/mix.exs <<'END'
defmodule App.MixProject do
  use Mix.Project

  def project do
    [
      app: :app,
      version: String.trim(File.read!("VERSION")),
      deps: [{:dependency, path: "../dependency"}],
      releases: [app: [overlays: ["../overlay"], include_executables_for: [:unix]]]
    ]
  end

  def application, do: [extra_applications: [:logger]]
end
END
printf '1.0.0\n' >app/VERSION
cat >app/config/config.exs <<'END'
import Config
config :app, from_environment: System.get_env("GREETING", "none")
for file <- Path.wildcard("config/parts/*.exs"), do: import_config(Path.relative_to(file, "config"))
END
cat >app/lib/app.ex <<'END'
defmodule App do
  @external_resource "words.txt"
  def words, do: unquote(File.read!("words.txt"))
end
END
echo words >app/words.txt
cat >dependency/mix.exs <<'END'
defmodule Dependency.MixProject do
  use Mix.Project
  def project, do: [app: :dependency, version: "1.0.0"]
end
END
echo 'defmodule Dependency do end' >dependency/lib/dependency.ex
echo laid_over >overlay/file
cd app
export MIX_ENV=prod PATH=$TEST_TMP/bin:$PATH
release=$PWD/_build/prod/rel/app

run() { "$SLIPWAY" release --json >"$TEST_TMP/run.json" 2>"$ERR" || fail "a run failed after: ${step:-}"; }
is() { python3 -c 'import json, sys; sys.exit(json.load(open(sys.argv[1]))["unchanged"] is not (sys.argv[2] == "unchanged"))' "$TEST_TMP/run.json" "$1"; }

# A run that finds nothing to do, after as many as that takes.
settle() {
    for _ in 1 2 3; do
        run
        is unchanged && return
        sleep 0.05
    done
    cat "$TEST_TMP/run.json" >&2
    fail "nothing changes any more, and each run starts a VM; after: ${step:-}"
}

# sees STEP COMMAND...: the command changes something; the next run must not take the release for unchanged.
sees() {
    step=$1
    shift
    settle
    "$@"
    run
    is unchanged && fail "a run didn't see: $step"
    return 0
}

sees "a variable that config.exs reads" export GREETING=hello
grep -q '<<"hello">>' "$release/releases/1.0.0/sys.config" || fail "sys.config has the old value"
sees "the variable is gone" unset GREETING
same_size_and_time() {
    local time
    time=$(stat -c %y "$1")
    printf '%s' "$2" | dd of="$1" conv=notrunc status=none
    touch -d "$time" "$1"
}
sees "a file that a module was compiled with, of the same size and time" same_size_and_time words.txt WORDS
sees "a file that mix.exs reads" sh -c 'echo 2.0.0 >VERSION'
[[ -d $release/releases/2.0.0 ]] || fail "there is no new version"
sees "a new file that a pattern finds" sh -c 'mkdir config/parts && echo "import Config" >config/parts/a.exs'
sees "a module of a path dependency" sh -c 'echo "defmodule Dependency do def new, do: 1 end" >../dependency/lib/dependency.ex'
sees "a new module" sh -c 'echo "defmodule App.New do end" >lib/new.ex'
[[ -e $release/lib/app-2.0.0/ebin/Elixir.App.New.beam ]] || fail "the new module isn't in the release"
sees "a module that is gone" rm lib/new.ex
sees "a new config/runtime.exs" sh -c 'echo "import Config" >config/runtime.exs'
sees "a new template" sh -c 'echo "export FOO=1" >rel/env.sh.eex'
sees "a file below priv" sh -c 'echo 1 >priv/file'
sees "the mode of a file below priv" chmod 0755 priv/file
sees "a file of an overlay" sh -c 'echo changed >../overlay/file'
[[ $(cat "$release/file") == changed ]] || fail "the overlay's file is the old one"
sees "a slipway.toml" sh -c 'printf "[env]\nA = \"1\"\n" >slipway.toml'
sees "a compiled module that is gone" rm _build/prod/lib/dependency/ebin/Elixir.Dependency.beam
mix deps.compile --force >/dev/null
sees "a file of the release that is gone" rm "$release/lib/app-2.0.0/ebin/Elixir.App.beam"
[[ -e $release/lib/app-2.0.0/ebin/Elixir.App.beam ]] || fail "the release lacks a module"
sees "a file of the release that was written, of the same size and time" \
    same_size_and_time "$release/releases/2.0.0/vm.args" '#'
sees "the mode of a file of the release" chmod 0644 "$release/bin/app"
[[ -x $release/bin/app ]] || fail "bin/app is no program"
wrap_elixir() {
    printf '#!/bin/sh\nexec %s "$@"\n' "$(command -v elixir)" >"$TEST_TMP/bin/elixir"
    chmod +x "$TEST_TMP/bin/elixir"
}
sees "another program called elixir, in front" wrap_elixir
rm "$TEST_TMP/bin/elixir"
sees "an .erlang in the home folder" cp /dev/null "$HOME/.erlang"
sees "the umask" umask 077
