#!/usr/bin/env bash
# Options of a release in mix.exs do what they do for Mix.
# labels: e2e peer

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

# project NAME OPTIONS: a copy of `bare` whose release has these options.
project() {
    copy_fixture bare "$TEST_TMP/$1"
    cd "$TEST_TMP/$1"
    add_project_option . "releases: [bare: [$2]]"
}

project configuration 'config_providers: [{Bare.Provider, {:system, "HOME", "/settings"}}],
    reboot_system_after_config: true, prune_runtime_sys_config_after_boot: true'
mkdir config
cat >config/config.exs <<'END'
import Config
config :bare, limit: 10, nested: [depth: 2], many: Map.new(1..100, &{&1, {&1}})
config :elsewhere, since: ~U[2020-01-01 00:00:00Z], zero: -0.0, bits: <<1::3>>, call: &Enum.map/2
# From OTP 28 on a compiled pattern holds a reference, unless it is exported; older versions don't know how.
exported = if String.to_integer(System.otp_release()) < 28, do: "", else: "E"
config :bare, pattern: elem(Code.eval_string("~r/a.*b/u#{exported}"), 0)
END
echo 'import Config' >config/runtime.exs
cat >lib/bare/provider.ex <<'END'
defmodule Bare.Provider do
  @behaviour Config.Provider
  @limit Application.compile_env(:bare, :limit)
  @depth Application.compile_env(:bare, [:nested, :depth])
  @absent Application.compile_env(:bare, :absent, 5)
  def init(path), do: {path, %{limits: [@limit, @depth, @absent], then: &String.upcase/1}}
  def load(config, _state), do: config
end
END
expect_release_equals_mix "$PWD"

project files 'strip_beams: false, cookie: "from_mix", rel_templates_path: "templates", overlays: ["over", "above"],
    runtime_config_path: false, note: fn -> "functions of the project" end,
    version: {:from_app, :stdlib}, since: {~D[2020-01-01], MapSet.new([1]), Version.parse!("1.0.0")}, cookie: "stands twice"'
mkdir -p config templates/overlays/empty/folder over/bin above/bin priv/{empty,.hidden,closed}
echo 'import Config' >config/runtime.exs
echo '<%= @release.path %> <%= @release.version_path %> <%= inspect(@release.boot_scripts, limit: :infinity) %>' \
    >templates/vm.args.eex
echo '<%= inspect(@release.options) %> <%= inspect(@release.applications.bare, limit: :infinity) %>' \
    >templates/remote.vm.args.eex
echo 'export FROM=<%= @release.name %>' >templates/env.sh.eex
echo standard >templates/overlays/first
echo replaced >templates/overlays/second
echo by-another >over/second
echo one >over/bin/tool
echo two >above/bin/tool
chmod 0755 above/bin/tool
ln -s tool over/bin/other
echo text >priv/.hidden/file
install -m 0751 /dev/null priv/program
install -m 0440 /dev/null priv/empty-file
ln -s program priv/link
ln -s .hidden priv/folder-link
ln -s /etc/hostname priv/absolute-link
chmod 0750 priv/closed
expect_release_equals_mix "$PWD" "$PWD/templates"

project applications 'applications: [crypto: :permanent, ssl: :temporary, bare: :transient, mix: :none],
    version: Application.spec(:stdlib, :vsn), strip_beams: [keep: ["Docs", "Dbgi"]], validate_compile_env: nil,
    runtime_config_path: ~c"settings.exs", reboot_system_after_config: true, start_distribution_during_config: true'
echo 'import Config' >settings.exs
echo 'defmodule Bare.Limit, do: def(get, do: unquote(Application.compile_env(:bare, :limit)))' >lib/bare/limit.ex
expect_release_equals_mix "$PWD"
