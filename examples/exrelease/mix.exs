defmodule Exrelease.MixProject do
  use Mix.Project

  def project do
    [
      app: :exrelease,
      version: "0.1.0",
      elixir: "~> 1.14",
      start_permanent: Mix.env() == :prod,
      elixirc_paths: elixirc_paths(Mix.env()),
      deps: [],
      releases: [exrelease: [include_executables_for: [:unix]]]
    ]
  end

  def application do
    [
      mod: {Exrelease.Application, []},
      extra_applications: [:logger, :crypto] ++ postgres()
    ]
  end

  # The driver is a Debian package, erlang-p1-pgsql, which stands among OTP's own applications. Without it the
  # visits are counted in a file alone.
  defp postgres do
    if is_list(:code.lib_dir(:p1_pgsql)), do: [:p1_pgsql], else: []
  end

  defp elixirc_paths(:test), do: ["lib", "test/support"]
  defp elixirc_paths(_env), do: ["lib"]
end
