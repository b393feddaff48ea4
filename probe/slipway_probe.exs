# The Elixir side of `slipway release`: it evaluates what only Elixir can (mix.exs, config/*.exs, functions of the
# release, config providers' init/1, EEx templates) and decides nothing. Slipway loads it in front of Mix:
#
#     elixir --erl "-slipway_probe IN OUT" ... -S mix release ARGS...       (slipway_loader.exs)
#
# It takes the place of Mix's own task `release`, so that aliases, preferred environments and everything else that leads
# to that task work as they do without it. IN and OUT are file descriptors that the VM inherits. On them, both ways,
# travel packets of a 32-bit big-endian length and one external term. {compiled, Binary} is for the loader of the next
# run, and comes first where it comes. Each call of the task begins with
# {call, #{facts, arguments}} once the project is compiled; then the probe answers requests with {ok, Term} or
# {error, Message} until {finish}:
#
#     {release_options, Name}   the options of the release: mix.exs and the command line, merged
#     {begin, Fields}           builds %Mix.Release{} and runs the steps in front of :assemble
#     {evaluate, Request}       sys.config with the providers' state, and the rendered templates
#     {continue, Overlays}      runs the steps behind :assemble or :tar, up to the next of them
#     {begin_check}             `started`: the project's own sources are parsed (slipway_check.exs) meanwhile
#     {end_check}               {facts, Facts}, or {failed, Message}
#     {testify}                 what the witness has seen so far (slipway_witness.exs), or no_witness
#
# `begin` and `continue` are answered by {Next, Fields}: Next is assemble, tar or done, and Fields is `unchanged` or what
# the functions made of the struct. Where IN ends before {finish}, Slipway has failed and Mix must not go on.

defmodule Slipway.Probe do
  @moduledoc false

  # What Mix.Release.from_config!/3 takes out of the options.
  @taken_options [:applications, :include_erts, :path, :version, :config_providers, :steps]

  @doc "Opens the conversation, with `compiled` in front where it isn't nil."
  def start(compiled) do
    open()
    if compiled, do: transmit({:compiled, :erlang.term_to_binary(compiled)})

    # As `slipway release` says: prod, unless the environment or the project's preferred environments say something else.
    Mix.start()
    if System.get_env("MIX_ENV") == nil, do: Mix.env(:prod)
  end

  # A process of its own holds the port: it goes on between the tasks of an alias. However it ends, Slipway is gone, and
  # whoever waits for a request would wait for ever. The port can end by itself: where a write finds that nobody reads
  # any more before the end of IN is seen.
  defp open do
    {:ok, [[input, output]]} = :init.get_argument(:slipway_probe)
    descriptors = {:fd, List.to_integer(input), List.to_integer(output)}

    relay =
      spawn(fn ->
        Process.flag(:trap_exit, true)

        try do
          relay(Port.open(descriptors, [:binary, :eof, packet: 4]), nil)
        after
          System.halt(1)
        end
      end)

    :persistent_term.put(__MODULE__, relay)
  end

  defp relay(port, client) do
    receive do
      {:send, from, term} ->
        Port.command(port, :erlang.term_to_binary(term))
        relay(port, from)

      {^port, {:data, data}} ->
        send(client, {:slipway_probe, :erlang.binary_to_term(data)})
        relay(port, client)

      {^port, :eof} ->
        :ended

      {:EXIT, ^port, _reason} ->
        :ended
    end
  end

  defp transmit(term), do: send(:persistent_term.get(__MODULE__), {:send, self(), term})

  ## One call of the task

  def call(config, overrides, names) do
    transmit({:call, %{facts: facts(config), names: names}})

    serve(%{
      config: config,
      overrides: overrides,
      name: nil,
      options: [],
      release: nil,
      check: nil
    })
  end

  defp serve(state) do
    receive do
      {:slipway_probe, {:finish}} ->
        transmit({:ok, :finished})
        :ok

      {:slipway_probe, request} ->
        {answer, state} = answer(request, state)
        transmit(answer)
        serve(state)
    end
  end

  defp answer(request, state) do
    {result, state} = perform(request, state)
    {{:ok, result}, state}
  rescue
    exception -> {{:error, message(exception, __STACKTRACE__)}, state}
  catch
    kind, reason -> {{:error, Exception.format(kind, reason)}, state}
  end

  # Mix's own errors are messages to the user; whatever else is raised is the project's, and its place matters.
  defp message(exception, stacktrace) do
    if Map.get(exception, :mix, false) do
      Exception.message(exception)
    else
      Exception.format(
        :error,
        exception,
        Enum.take_while(stacktrace, &(elem(&1, 0) != __MODULE__))
      )
    end
  end

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
      description: text_or_nil(config[:description]),
      source_url: text_or_nil(config[:source_url]),
      homepage_url: text_or_nil(config[:homepage_url]),
      build_path: Mix.Project.build_path(config),
      config_path: config[:config_path],
      consolidation_path:
        if(config[:consolidate_protocols], do: Mix.Project.consolidation_path(config)),
      deps_apps: Mix.Project.deps_apps(),
      fetched_apps: fetched_apps(),
      default_release: config[:default_release],
      aliases: Keyword.keys(config[:aliases] || []),
      releases: release_names(config[:releases] || [])
    }
  end

  defp text_or_nil(value), do: if(is_binary(value), do: value)

  # Dependencies that were fetched, from Hex or by git, and copies that stand where Mix would have put them. All others
  # by path belong to whoever builds.
  defp fetched_apps do
    folders = Mix.Project.deps_paths()
    place = Path.expand(Mix.Project.deps_path()) <> "/"

    for {app, scm} <- Mix.Project.deps_scms(),
        scm.fetchable?() or String.starts_with?(Path.expand(folders[app]), place),
        do: app
  end

  defp release_names(releases) do
    if Keyword.keyword?(releases) do
      Keyword.keys(releases)
    else
      Mix.raise(
        ":releases in mix.exs must be a keyword list such as [my_app: [...]], found: " <>
          inspect(releases)
      )
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

  # Functions do not travel: {'$function', Arity, Text} stands for them. What the emulator alone knows (pids, ports,
  # references) travels as it is.
  defp transferable(function) when is_function(function) do
    {:arity, arity} = Function.info(function, :arity)
    {:"$function", arity, inspect(function)}
  end

  defp transferable([head | tail]), do: [transferable(head) | transferable(tail)]

  defp transferable(tuple) when is_tuple(tuple),
    do: tuple |> Tuple.to_list() |> transferable() |> List.to_tuple()

  # Of a struct, too: most are no Enumerable.
  defp transferable(map) when is_map(map) do
    for {key, value} <- :maps.to_list(map),
        into: %{},
        do: {transferable(key), transferable(value)}
  end

  defp transferable(other), do: other

  ## Requests

  defp perform({:release_options, name}, state) do
    options =
      case Keyword.fetch(state.config[:releases] || [], name) do
        {:ok, function} when is_function(function, 0) -> function.()
        {:ok, options} -> options
        :error -> []
      end

    options =
      if Keyword.keyword?(options) do
        [overwrite: false, quiet: false, strip_beams: true]
        |> Keyword.merge(options)
        |> Keyword.merge(state.overrides)
        |> evaluate_include_erts()
      else
        options
      end

    {transferable(options), %{state | name: name, options: options}}
  end

  defp perform({:begin, fields}, state) do
    providers = Keyword.get(state.options, :config_providers) || []

    release =
      struct!(Mix.Release,
        name: fields.name,
        version: fields.version,
        path: fields.path,
        version_path: fields.version_path,
        erts_source: if(fields.erts_source, do: String.to_charlist(fields.erts_source)),
        erts_version: String.to_charlist(fields.erts_version),
        applications: Map.new(fields.applications),
        boot_scripts: Map.new(fields.boot_scripts),
        config_providers: providers,
        options: Keyword.drop(state.options, @taken_options),
        overlays: [],
        steps: Keyword.get(state.options, :steps) || [:assemble]
      )

    run_steps(release, state)
  end

  defp perform({:continue, overlays}, state) do
    release = state.release
    run_steps(%{release | overlays: overlays ++ release.overlays}, state)
  end

  defp perform({:evaluate, request}, %{release: release} = state) do
    # The struct with Mix's own provider, which the arguments of the VM are always given, and everything that comes
    # later from some version of Elixir on.
    configured = %{
      release
      | config_providers: request.first_providers ++ release.config_providers,
        options: add_missing(release.options, request.added_options)
    }

    release = if request.keeps_provider, do: configured, else: release

    templates =
      for {key, template, kind} <- request.templates do
        assigns = [release: if(kind == :arguments, do: configured, else: release)]
        {key, EEx.eval_file(template, assigns: assigns)}
      end

    {%{
       sys_config: sys_config(configured.config_providers, request, state.config),
       templates: templates
     }, %{state | release: release}}
  end

  # In a process of its own, while Slipway assembles. What goes wrong there is no matter of the release.
  defp perform({:begin_check}, state) do
    check =
      Task.async(fn ->
        try do
          {:facts, apply(Slipway.Check, :own_facts, [])}
        rescue
          exception -> {:failed, Exception.message(exception)}
        catch
          kind, reason -> {:failed, Exception.format_banner(kind, reason)}
        end
      end)

    {:started, %{state | check: check}}
  end

  defp perform({:end_check}, %{check: check} = state) do
    {Task.await(check, :infinity), %{state | check: nil}}
  end

  # slipway_witness.exs is loaded where somebody wants to know.
  defp perform({:testify}, state) do
    if function_exported?(Slipway.Witness, :testify, 0),
      do: {apply(Slipway.Witness, :testify, []), state},
      else: {:no_witness, state}
  end

  defp add_missing(options, added) do
    Enum.reduce(added, options, fn {key, value}, options ->
      Keyword.put_new(options, key, value)
    end)
  end

  defp evaluate_include_erts(options) do
    case options[:include_erts] do
      function when is_function(function, 0) ->
        evaluate_include_erts(Keyword.put(options, :include_erts, function.()))

      _ ->
        options
    end
  end

  ## Steps

  defp run_steps(release, state) do
    {next, changed} = run_steps(release)
    fields = if same_fields?(changed, release), do: :unchanged, else: fields(changed)
    {{next, fields}, %{state | release: changed}}
  end

  defp run_steps(%{steps: []} = release), do: {:done, release}

  defp run_steps(%{steps: [step | steps]} = release) when is_function(step) do
    case step.(%{release | steps: steps}) do
      %Mix.Release{} = release ->
        run_steps(release)

      other ->
        Mix.raise(
          "a function in :steps must return the Mix.Release that it was given, changed or not; " <>
            "#{inspect(step)} returned #{inspect(other, limit: 5)}"
        )
    end
  end

  defp run_steps(%{steps: [step | steps]} = release), do: {step, %{release | steps: steps}}

  defp same_fields?(left, right) do
    Map.drop(left, [:steps]) == Map.drop(right, [:steps])
  end

  defp fields(release) do
    %{
      name: release.name,
      version: release.version,
      path: release.path,
      version_path: release.version_path,
      erts_source: release.erts_source && path(release.erts_source),
      erts_version: to_string(release.erts_version),
      applications: application_fields(release.applications),
      boot_scripts: Enum.to_list(release.boot_scripts),
      has_config_providers: release.config_providers != [],
      options: transferable(release.options),
      overlays: Enum.map(release.overlays, &path/1)
    }
  end

  # The rest is in the application's own .app file.
  defp application_fields(applications) do
    for {name, properties} <- applications do
      {name, path(properties[:path]), properties[:otp_app?], properties[:mode]}
    end
  end

  ## Configuration

  defp sys_config(providers, request, config) do
    base =
      if File.regular?(config[:config_path]) do
        Config.Reader.read!(config[:config_path], env: Mix.env(), target: Mix.target())
      else
        []
      end

    if providers == [] do
      base
    else
      path = {:system, "RELEASE_SYS_CONFIG", ".config"}
      init = Config.Provider.init(providers, path, request.provider_options)
      Config.Reader.merge(base, init ++ request.extra_config)
    end
  end
end

defmodule Mix.Tasks.Release do
  @moduledoc false
  use Mix.Task

  @switches [
    overwrite: :boolean,
    force: :boolean,
    quiet: :boolean,
    path: :string,
    version: :string,
    compile: :boolean,
    deps_check: :boolean,
    archives_check: :boolean,
    elixir_version_check: :boolean
  ]

  @impl true
  def run(arguments) do
    Mix.Project.get!()

    case OptionParser.parse(arguments, strict: @switches, aliases: [f: :force]) do
      {overrides, names, []} ->
        Mix.Task.run("compile", arguments)

        # Compiling takes what the project does not use out of the code path (Elixir 1.15 and later), and Mix puts these
        # two back. EEx only where it is gone: with it comes elixir, by another path than the VM was started with, and
        # functions among the steps would see that one.
        if function_exported?(Mix, :ensure_application!, 1) do
          for application <- [:sasl, :crypto], do: ensure_application!(application)
          if not Code.ensure_loaded?(EEx), do: ensure_application!(:eex)
        end

        Slipway.Probe.call(Mix.Project.config(), overrides, names)

      {_, _, [{option, _} | _]} ->
        Mix.raise(
          "the alias for `release` in mix.exs gives it the unknown or incomplete option #{option}"
        )
    end
  end

  # Mix of Elixir 1.14 has no such function.
  defp ensure_application!(application), do: apply(Mix, :ensure_application!, [application])
end
