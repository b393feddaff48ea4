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
      extra_applications: [:logger, :crypto]
    ]
  end

  defp elixirc_paths(:test), do: ["lib", "test/support"]
  defp elixirc_paths(_env), do: ["lib"]
end
