# What `slipway check` asks of Elixir: how the sources of a project look to Elixir's own parser. Nothing is compiled, and
# nothing of the project runs but mix.exs.
#
#     elixir -r CHECK -S mix slipway.check OUT
#
# OUT gets one external term. `slipway release` asks the same of the VM that has compiled the project
# (slipway_probe.exs), for the project's own files. Nothing here is judged: that is done in C++
# (src/project/check_judgement.hpp).
#
#     %{files: [File], configuration: [File], uses: [Use], reachable: [Name] | nil, installed: [Path]}
#     File = %{path: Path, application: Name, own: boolean, problem: {Line, Text} | nil, facts: [Fact]}
#     Fact = {:reads, Line, Call, Place} | {:mix, Line, Call, Place} | {:secret, Line, Key, Place}
#     Use = {Module, Path, Line}    the first use of a module that is not of the project, in code that runs
#     Place = "@name" | "body" | "config" | "runtime" | "function"
#
# Names, paths (relative to the project where they lie in it) and texts are binaries. `reachable` is nil where the project
# was not compiled: the applications that a release of it has. `installed` are the folders of OTP's and of Elixir's
# applications.
defmodule Slipway.Check do
  @moduledoc false

  @readers [
    {Application, [:get_env, :fetch_env, :fetch_env!, :get_all_env]},
    {System, [:get_env, :fetch_env, :fetch_env!]},
    {:os, [:getenv]},
    {:application, [:get_env, :get_all_env]}
  ]
  @definitions [:def, :defp, :defmacro, :defmacrop]
  # What these hold is never evaluated, or is text.
  @descriptions [
    :doc,
    :moduledoc,
    :typedoc,
    :spec,
    :type,
    :typep,
    :opaque,
    :callback,
    :macrocallback,
    :impl
  ]
  @largest 2_000_000
  @longest_call 100

  def run(output) do
    config = Mix.Project.config()
    own = own_applications(config)
    others = for {name, folder} <- dependencies(own), do: {name, folder, ["lib"]}
    facts = Map.put(facts(config, own, others), :reachable, reachable(own, config))
    File.write!(output, :erlang.term_to_binary(facts))
  end

  @doc "Without dependencies, and without what the release reaches: who asks knows it."
  def own_facts do
    config = Mix.Project.config()
    Map.put(facts(config, own_applications(config), []), :reachable, nil)
  end

  defp facts(config, own, others) do
    root = File.cwd!()

    parsed =
      for(
        {application, is_own} <- with_ownership(own, others),
        file <- sources(application),
        do: {elem(application, 0), is_own, file}
      )
      |> parse_all(root)

    configuration = config |> configuration_files(own) |> parse_all(root)

    %{
      files: Enum.map(parsed, &Map.delete(&1, :uses)),
      configuration: Enum.map(configuration, &Map.delete(&1, :uses)),
      uses: uses(parsed),
      installed: installed()
    }
  end

  defp with_ownership(own, others) do
    Enum.map(own, &{&1, true}) ++ Enum.map(others, &{&1, false})
  end

  # ---- which files

  defp own_applications(config) do
    if Mix.Project.umbrella?(config) do
      for {name, folder} <- Mix.Project.apps_paths(config) || %{} do
        paths =
          Mix.Project.in_project(name, folder, fn _ -> Mix.Project.config()[:elixirc_paths] end)

        {name, Path.expand(folder), paths}
      end
    else
      if config[:app], do: [{config[:app], File.cwd!(), config[:elixirc_paths]}], else: []
    end
  end

  defp dependencies(own) do
    names = Enum.map(own, &elem(&1, 0))
    for {name, folder} <- Mix.Project.deps_paths(), name not in names, do: {name, folder}
  rescue
    # Without Hex, or with dependencies that were not fetched, those that are there can't be told.
    _ -> []
  end

  defp sources({_name, folder, paths}) do
    for path <- paths,
        file <- Path.wildcard(Path.join([folder, path, "**/*.ex"])),
        uniq: true,
        do: file
  end

  # config.exs and what it imports in production; what runs at each start is another matter.
  defp configuration_files(config, own) do
    path = Path.expand(config[:config_path] || "config/config.exs")
    folder = Path.dirname(path)

    name =
      if config[:app], do: config[:app], else: own |> List.first({:umbrella, nil, nil}) |> elem(0)

    for file <- Path.wildcard(Path.join(folder, "*.exs")),
        Path.basename(file) not in ["dev.exs", "test.exs"],
        do: {name, true, file}
  end

  # ---- what stands in them

  defp parse_all(files, root) do
    files
    |> Task.async_stream(&parse(&1, root), ordered: true, timeout: :infinity)
    |> Enum.map(fn {:ok, file} -> file end)
  end

  defp parse({name, own, path}, root) do
    result = %{
      path: Path.relative_to(path, root),
      application: to_string(name),
      own: own,
      problem: nil,
      facts: [],
      uses: []
    }

    with {:ok, %{size: size}} when size <= @largest <- File.stat(path),
         {:ok, text} <- File.read(path),
         true <- String.valid?(text),
         {:ok, ast} <- Code.string_to_quoted(text, columns: true, emit_warnings: false) do
      ignored = ignored_lines(text)
      place = place_of(path)

      context = %{
        place: place,
        outer: nil,
        line: 1,
        own: own,
        tasks: String.contains?(text, "Mix.Task")
      }

      facts = ast |> walk(context, []) |> Enum.reverse()
      kept = Enum.reject(facts, &MapSet.member?(ignored, elem(&1, 1)))
      {uses, facts} = Enum.split_with(kept, &(elem(&1, 0) == :use))
      %{result | facts: facts, uses: uses}
    else
      {:error, {location, _, _}} ->
        %{result | problem: {line_of(location), "it has a syntax error"}}

      false ->
        %{result | problem: {1, "it is not UTF-8"}}

      {:ok, %{size: _}} ->
        %{result | problem: {1, "it is larger than 2 MB"}}

      _ ->
        %{result | problem: {1, "it can't be read"}}
    end
  end

  defp place_of(path) do
    cond do
      Path.extname(path) != ".exs" -> "body"
      Path.basename(path) in ["runtime.exs", "releases.exs"] -> "runtime"
      true -> "config"
    end
  end

  defp line_of(location) when is_list(location), do: location[:line] || 1
  defp line_of(line) when is_integer(line), do: line
  defp line_of(_), do: 1

  # "# slipway: ignore" speaks of its own line, and of the next one where it stands alone.
  defp ignored_lines(text) do
    for {line, number} <- text |> String.split("\n") |> Enum.with_index(1),
        String.contains?(line, "# slipway: ignore"),
        ignored <- [
          number | if(String.trim(line) |> String.starts_with?("#"), do: [number + 1], else: [])
        ],
        into: MapSet.new(),
        do: ignored
  end

  defp walk({:quote, _, arguments}, context, facts) when is_list(arguments) do
    walk(arguments, %{context | place: "quoted", outer: context.place}, facts)
  end

  # What is unquoted runs where the quote stands; in a function outside of a quote, while it is compiled.
  defp walk({name, _, [expression]}, %{place: "quoted"} = context, facts)
       when name in [:unquote, :unquote_splicing] do
    walk(expression, %{context | place: context.outer, outer: nil}, facts)
  end

  defp walk({:unquote, _, [expression]}, %{place: "function"} = context, facts) do
    walk(expression, %{context | place: "body"}, facts)
  end

  defp walk({definition, _, [_ | _] = arguments}, %{place: "body"} = context, facts)
       when definition in @definitions do
    walk(arguments, %{context | place: "function"}, facts)
  end

  defp walk({:@, _, [{name, _, [expression]}]}, context, facts) do
    cond do
      name in @descriptions -> facts
      context.place == "body" -> walk(expression, %{context | place: "@#{name}"}, facts)
      true -> walk(expression, context, facts)
    end
  end

  defp walk({{:., _, [module, function]}, meta, arguments} = call, context, facts)
       when is_atom(function) and is_list(arguments) do
    facts = note_call(module_of(module), function, meta[:line] || 1, call, context, facts)
    walk(arguments, context, walk(module, context, facts))
  end

  defp walk({form, meta, arguments}, context, facts) do
    context = %{context | line: meta[:line] || context.line}
    facts = if is_tuple(form), do: walk(form, context, facts), else: facts
    if is_list(arguments), do: walk(arguments, context, facts), else: facts
  end

  defp walk({key, value}, %{place: place} = context, facts)
       when is_atom(key) and place in ["config", "runtime"] do
    is_text = is_binary(value) and value != ""
    # What is set at the start may be anything; what is baked in is known where it is written out.
    noted = (is_text or place == "runtime") and secret?(Atom.to_string(key))

    facts =
      if noted, do: [{:secret, context.line, Atom.to_string(key), place} | facts], else: facts

    walk(value, context, facts)
  end

  defp walk({one, other}, context, facts), do: walk(other, context, walk(one, context, facts))

  defp walk(list, context, facts) when is_list(list),
    do: Enum.reduce(list, facts, &walk(&1, context, &2))

  defp walk(_literal, _context, facts), do: facts

  defp secret?(key) do
    key =~ ~r/(secret|password|passwd|token|api_?key|private_?key|access_?key|credential)/i
  end

  defp module_of({:__aliases__, _, [:Mix | _]}), do: Mix

  defp module_of({:__aliases__, _, names}),
    do: if(Enum.all?(names, &is_atom/1), do: Module.concat(names))

  defp module_of(module) when is_atom(module), do: module
  defp module_of(_), do: nil

  defp note_call(nil, _, _, _, _, facts), do: facts

  defp note_call(module, function, line, call, %{place: place} = context, facts) do
    reads? = Enum.any?(@readers, fn {reader, names} -> reader == module and function in names end)

    cond do
      reads? and place not in ["function", "quoted", "runtime"] ->
        [{:reads, line, text(call), place} | facts]

      reads? ->
        facts

      module == Mix and place == "function" and not context.tasks ->
        [{:mix, line, text(call), place} | facts]

      place == "function" and context.own ->
        [{:use, line, module} | facts]

      true ->
        facts
    end
  end

  defp text(call) do
    text = call |> Macro.to_string() |> String.replace(~r/\s+/, " ")

    if String.length(text) > @longest_call,
      do: String.slice(text, 0, @longest_call) <> "...",
      else: text
  end

  # ---- applications

  # By the names of their files, which Erlang and Elixir give them alike.
  defp uses(files) do
    for(
      %{path: path, uses: uses} <- files,
      {:use, line, module} <- uses,
      do: {Atom.to_string(module), path, line}
    )
    |> Enum.uniq_by(&elem(&1, 0))
  end

  defp installed do
    [to_string(:code.lib_dir()), :elixir |> :code.lib_dir() |> Path.dirname() |> to_string()]
  end

  # What a release has in any case, and what follows from the .app files of the project.
  defp reachable(own, config) do
    names = Enum.map(own, &elem(&1, 0))

    asked =
      for {_, options} <- config[:releases] || [],
          is_list(options),
          {name, _} <- options[:applications] || [],
          do: name

    if names != [] and Enum.all?(names, &File.exists?(app_file(&1))) do
      ([:kernel, :stdlib, :elixir, :iex, :compiler, :sasl] ++ names ++ asked)
      |> follow(MapSet.new())
      |> Enum.map(&to_string/1)
      |> Enum.sort()
    end
  end

  defp follow([], seen), do: seen

  defp follow([name | rest], seen) do
    if MapSet.member?(seen, name),
      do: follow(rest, seen),
      else: follow(needed(name) ++ rest, MapSet.put(seen, name))
  end

  defp needed(name) do
    case :file.consult(app_file(name)) do
      {:ok, [{:application, _, properties}]} ->
        (properties[:applications] || []) ++ (properties[:included_applications] || [])

      _ ->
        []
    end
  end

  defp app_file(name) do
    built = Path.join([Mix.Project.build_path(), "lib", to_string(name), "ebin", "#{name}.app"])

    case File.exists?(built) || :code.lib_dir(name) do
      folder when is_list(folder) -> Path.join([folder, "ebin", "#{name}.app"])
      _ -> built
    end
  end
end

defmodule Mix.Tasks.Slipway.Check do
  @moduledoc false
  use Mix.Task

  @impl true
  def run([output]), do: Slipway.Check.run(output)
end
