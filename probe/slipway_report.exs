# What `slipway doctor` and `slipway init --systemd` ask of Elixir, in one VM that compiles nothing:
#
#     elixir REPORT OUT                              outside of a project
#     elixir -r REPORT -S mix slipway.report OUT     in one: Mix loads mix.exs, archives and paths as for any task
#
# OUT is a file that gets one external term: the map %{vm: Map}, and %{project: Map} in it once Mix has loaded mix.exs.
# The first is written before the second is asked for, so that it is there where mix.exs fails or ends the VM.
defmodule Slipway.Report do
  @moduledoc false

  # What releases are made of by default, and what most of them use.
  @applications [:sasl, :compiler, :crypto, :asn1, :public_key, :ssl, :inets, :runtime_tools]

  def write(output, report), do: File.write!(output, :erlang.term_to_binary(report))

  def vm do
    %{
      elixir_version: System.version(),
      built_on_otp: System.build_info()[:otp_release],
      otp_release: System.otp_release(),
      otp_root: path(:code.root_dir()),
      erts_version: to_string(:erlang.system_info(:version)),
      architecture: to_string(:erlang.system_info(:system_architecture)),
      utf8_names: :file.native_name_encoding() == :utf8,
      missing_applications:
        for(name <- @applications, is_tuple(:code.lib_dir(name)), do: to_string(name)),
      crypto_problem: crypto_problem()
    }
  end

  # crypto is Erlang's link to OpenSSL: it is there, but can't be loaded where libcrypto is missing.
  defp crypto_problem do
    :crypto.strong_rand_bytes(1)
    nil
  rescue
    exception -> Exception.message(exception)
  end

  def project do
    config = Mix.Project.config()
    lock = lock(config[:lockfile])

    %{
      app: config[:app] && to_string(config[:app]),
      umbrella: Mix.Project.umbrella?(config),
      releases: Enum.map(Keyword.keys(config[:releases] || []), &to_string/1),
      default_release: config[:default_release] && to_string(config[:default_release]),
      templates: templates(config[:releases]),
      hex: Code.ensure_loaded?(Hex),
      hex_packages: hex_packages(lock, config[:deps] || []),
      rebar3: rebar3?(),
      rebar3_packages:
        for({name, entry} <- lock, only_rebar3?(entry), do: to_string(name)) ++
          for(
            {name, options} <- from_elsewhere(config),
            by_rebar3?(name, options),
            do: to_string(name)
          )
    }
  end

  # Those of mix.lock, and what mix.exs names without another source.
  defp hex_packages(lock, deps) do
    locked = for {name, entry} <- lock, elem(entry, 0) == :hex, do: name
    Enum.map(Enum.sort(Enum.uniq(locked ++ Enum.flat_map(deps, &from_hex/1))), &to_string/1)
  end

  defp from_hex({name, requirement}) when is_binary(requirement),
    do: from_hex({name, requirement, []})

  defp from_hex({name, options}), do: from_hex({name, nil, options})

  defp from_hex({name, _, options}) do
    only = options[:only]
    elsewhere = Enum.any?([:git, :github, :path, :in_umbrella], &options[&1])
    if elsewhere or (only && Mix.env() not in List.wrap(only)), do: [], else: [name]
  end

  # Apart from the rest, because it needs Hex where dependencies come from there. Mix asks whether to install Hex; nobody
  # answers, and the question says what is missing.
  def dependency_problem do
    Mix.shell(Mix.Shell.Process)
    Mix.Task.run("deps.loadpaths", ["--no-compile", "--no-archives-check"])
    nil
  rescue
    exception ->
      case messages(:yes?) do
        [] -> Enum.join(messages(:error) ++ [Exception.message(exception)], "\n")
        questions -> Enum.join(messages(:info) ++ questions, "\n")
      end
  end

  defp messages(kind) do
    receive do
      {:mix_shell, ^kind, text} -> [IO.iodata_to_binary(text) | messages(kind)]
    after
      0 -> []
    end
  end

  # mix.lock is an Elixir map of literals. Where it is damaged, `dependency_problem` says so.
  defp lock(file) do
    case File.read(file) do
      {:ok, text} -> elem(Code.eval_string(text, [], file: file), 0)
      {:error, _} -> %{}
    end
  rescue
    _ -> %{}
  end

  defp only_rebar3?({:hex, _, _, _, managers, _, _, _}), do: managers == [:rebar3]
  defp only_rebar3?(_), do: false

  # Those of mix.exs that lie in a folder: of path:, or of a repository that was fetched.
  defp from_elsewhere(config) do
    for dependency <- config[:deps] || [],
        options = List.last(Tuple.to_list(dependency)),
        is_list(options),
        Enum.any?([:git, :github, :path], &options[&1]),
        do: {elem(dependency, 0), options}
  end

  # As Mix decides it: the manager that mix.exs names, or else what the folder holds, mix.exs first.
  defp by_rebar3?(name, options) do
    folder = options[:path] || Path.join(Mix.Project.deps_path(), to_string(name))
    there? = &File.regular?(Path.join(folder, &1))

    case Keyword.get(options, :manager) do
      nil ->
        options[:compile] in [nil, true] and not there?.("mix.exs") and
          Enum.any?(["rebar.config", "rebar.config.script", "rebar.lock"], there?)

      manager ->
        manager == :rebar3
    end
  end

  # Private to Mix; where a later one has it no more, nothing is said about rebar3.
  defp rebar3? do
    is_binary(apply(Mix.Rebar, :rebar_cmd, [:rebar3]))
  rescue
    _ -> nil
  end

  defp templates(releases) do
    paths =
      for {_, options} when is_list(options) <- releases || [], do: options[:rel_templates_path]

    Enum.uniq(for path <- paths, path != nil, do: to_string(path))
  end

  defp path(path) do
    case :unicode.characters_to_binary(path, :unicode, :file.native_name_encoding()) do
      binary when is_binary(binary) -> binary
      _ -> :erlang.list_to_binary(path)
    end
  end
end

defmodule Mix.Tasks.Slipway.Report do
  @moduledoc false
  use Mix.Task

  @impl true
  def run([output]) do
    Mix.Project.get!()
    vm = Slipway.Report.vm()
    project = Slipway.Report.project()
    Slipway.Report.write(output, %{vm: vm, project: project})

    if project.hex or project.hex_packages == [] do
      problem = Slipway.Report.dependency_problem()
      project = Map.put(project, :dependency_problem, problem || "")
      Slipway.Report.write(output, %{vm: vm, project: project})
    end
  end
end

Slipway.Report.write(List.last(System.argv()), %{vm: Slipway.Report.vm()})
