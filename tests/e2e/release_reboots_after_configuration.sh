#!/usr/bin/env bash
# With reboot_system_after_config, what runtime.exs and the providers say holds for the whole system: also for kernel.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
add_project_option . 'releases: [bare: [reboot_system_after_config: true,
    config_providers: [{Bare.Provider, "from the provider"}]]]'
mkdir config
cat >config/runtime.exs <<'END'
import Config
port = String.to_integer(System.fetch_env!("DISTRIBUTION_PORT"))
config :kernel, inet_dist_listen_min: port, inet_dist_listen_max: port
END
cat >lib/bare/provider.ex <<'END'
defmodule Bare.Provider do
  @behaviour Config.Provider
  def init(text), do: text
  def load(config, text), do: Config.Reader.merge(config, bare: [text: text])
end
END
release=$(slipway_release .)

port=$(free_port)
start_release "$release" DISTRIBUTION_PORT="$port"
expect_exit 0 "$release/bin/bare" rpc 'IO.inspect({Application.get_env(:bare, :text), :code.get_mode()}); Bare.cookie()'
expect_equal "{\"from the provider\", :embedded} :\"$(<"$release/releases/COOKIE")\"" "$(paste -sd ' ' "$OUT")" "facts"
expect_exit 0 "$release"/erts-*/bin/epmd -port "$ERL_EPMD_PORT" -names
expect_contains "$OUT" "^name bare at port $port$"
stop_release

# A configuration that fails says why, and the start ends.
expect_exit 1 "$release/bin/bare" start
cat "$OUT" >>"$ERR"
expect_contains "$ERR" 'could not fetch environment variable "DISTRIBUTION_PORT"'
