# The Elixir side of `slipway release`: it evaluates what only Elixir can (mix.exs, config/*.exs, config providers'
# init/1, EEx templates) and decides nothing. Slipway loads it into the VM that compiles the project:
#
#     elixir -r PROBE -S mix slipway.probe IN OUT COMPILE_ARGS...
#
# IN and OUT are file descriptors that the VM inherits. On them, both ways, travel packets of a 32-bit big-endian length
# and one external term. After compiling, the probe sends {facts, Map}; then it answers each request with {ok, Term} or
# {error, Message} until IN ends:
#
#     {release_options, Name}   the options of a release that mix.exs gives as a function
#     {evaluate, Plan}          sys.config with the providers' state, and the rendered templates
defmodule Mix.Tasks.Slipway.Probe do
  @moduledoc false
  use Mix.Task

  @impl true
  def run([input, output | compile_args]) do
    Mix.Project.get!()
    Mix.Task.run("compile", compile_args)

    # A port on inherited descriptors: they belong to nobody else, so the VM closes them with it.
    port =
      Port.open({:fd, String.to_integer(input), String.to_integer(output)}, [
        :binary,
        :eof,
        packet: 4
      ])

    config = Mix.Project.config()
    send_term(port, {:facts, facts(config)})
    serve(port, config)
  end

  defp serve(port, config) do
    receive do
      {^port, {:data, data}} ->
        send_term(port, answer(:erlang.binary_to_term(data), config))
        serve(port, config)

      {^port, :eof} ->
        :ok
    end
  end

  defp answer(request, config) do
    {:ok, perform(request, config)}
  rescue
    exception -> {:error, Exception.message(exception)}
  catch
    kind, reason -> {:error, Exception.format(kind, reason, __STACKTRACE__)}
  end

  defp send_term(port, term), do: Port.command(port, :erlang.term_to_binary(term))

  ## What the project and its toolchain are

  defp facts(config) do
    %{
      elixir_version: System.version(),
      otp_release: System.otp_release(),
      erts_version: to_string(:erlang.system_info(:version)),
      otp_root: path(:code.root_dir()),
      otp_lib_dir: path(:code.lib_dir()),
      elixir_lib_dir: Path.expand("..", path(:code.lib_dir(:elixir))),
      code_path: Enum.map(:code.get_path(), &path/1),
      significant_chunks: significant_chunks(),
      mix_env: Mix.env(),
      mix_target: Mix.target(),
      umbrella: Mix.Project.umbrella?(config),
      app: config[:app],
      version: config[:version],
      aliases: Enum.map(Keyword.keys(config[:aliases] || []), &to_string/1),
      build_path: Mix.Project.build_path(config),
      config_path: config[:config_path],
      consolidation_path:
        if(config[:consolidate_protocols], do: Mix.Project.consolidation_path(config)),
      deps_apps: Mix.Project.deps_apps(),
      default_release: config[:default_release],
      releases: releases(config[:releases] || [])
    }
  end

  defp releases(releases) when is_list(releases) do
    for {name, options} <- releases do
      {name, if(is_function(options, 0), do: :function, else: transferable(options))}
    end
  end

  defp significant_chunks do
    if function_exported?(:beam_lib, :significant_chunks, 0) do
      Enum.map(:beam_lib.significant_chunks(), &to_string/1)
    end
  end

  # Absolute paths keep their bytes: a charlist of a path that is not UTF-8 holds raw bytes.
  defp path(path) do
    case :unicode.characters_to_binary(path, :unicode, :file.native_name_encoding()) do
      binary when is_binary(binary) -> binary
      _ -> :erlang.list_to_binary(path)
    end
  end

  # Functions do not travel: {'$function', Arity, Text} stands for them.
  defp transferable(function) when is_function(function) do
    {:arity, arity} = Function.info(function, :arity)
    {:"$function", arity, inspect(function)}
  end

  defp transferable([head | tail]), do: [transferable(head) | transferable(tail)]

  defp transferable(tuple) when is_tuple(tuple),
    do: tuple |> Tuple.to_list() |> transferable() |> List.to_tuple()

  defp transferable(map) when is_map(map),
    do: Map.new(map, fn {key, value} -> {transferable(key), transferable(value)} end)

  defp transferable(other), do: other

  ## Requests

  defp perform({:release_options, name}, config), do: transferable(options(name, config))

  defp perform({:evaluate, plan}, config) do
    release = release(plan, config)

    %{
      sys_config: sys_config(release, plan, config),
      templates:
        for {key, template} <- plan.templates do
          {key, EEx.eval_file(template, assigns: [release: release])}
        end
    }
  end

  defp options(name, config) do
    case (config[:releases] || [])[name] do
      fun when is_function(fun, 0) -> fun.()
      options -> options || []
    end
  end

  # The struct that templates see, built from the plan. What Mix.Release takes out of the options is taken out here;
  # steps holds those that are still to come, and none is.
  defp release(plan, config) do
    options =
      [overwrite: false, quiet: false, strip_beams: true]
      |> Keyword.merge(options(plan.name, config))
      |> Keyword.merge(plan.overrides)

    {providers, options} = Keyword.pop(options, :config_providers, [])
    options = Keyword.drop(options, [:applications, :include_erts, :path, :version, :steps])

    struct!(Mix.Release, %{
      name: plan.name,
      version: plan.version,
      path: plan.path,
      version_path: plan.version_path,
      erts_source: String.to_charlist(plan.erts_source),
      erts_version: String.to_charlist(plan.erts_version),
      applications: Map.new(plan.applications),
      boot_scripts: Map.new(plan.boot_scripts),
      config_providers: plan.first_providers ++ providers,
      options: options,
      overlays: [],
      steps: []
    })
  end

  defp sys_config(release, plan, config) do
    base =
      if File.regular?(config[:config_path]) do
        Config.Reader.read!(config[:config_path], env: Mix.env(), target: Mix.target())
      else
        []
      end

    case release.config_providers do
      [] ->
        base

      providers ->
        init = Config.Provider.init(providers, plan.config_provider_path, plan.provider_options)
        Config.Reader.merge(base, init ++ plan.extra_config)
    end
  end
end
