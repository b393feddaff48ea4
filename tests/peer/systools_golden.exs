# elixir systools_golden.exs FOLDER COUNT SEED
#
# Makes COUNT random releases below FOLDER: folders with .app files and a configuration each. For each it asks the real
# Mix.Release and systools which applications they select and what boot scripts they write, and puts all answers into
# FOLDER/graphs.etf, a list of maps, for tests/unit/release/peer_graphs_test.cpp.
#
# An answer is {:ok, value} or {:error, message}. Everything comes from SEED, so a failure can be repeated.

defmodule Golden.Draw do
  def chance(percent), do: :rand.uniform(100) <= percent
  def one(list), do: Enum.at(list, :rand.uniform(length(list)) - 1)
  def between(low, high), do: low + :rand.uniform(high - low + 1) - 1
  def some(list, percent), do: Enum.filter(list, fn _ -> chance(percent) end)

  def shuffle(list),
    do: list |> Enum.map(&{:rand.uniform(), &1}) |> Enum.sort() |> Enum.map(&elem(&1, 1))

  def maybe(percent, fun), do: if(chance(percent), do: fun.(), else: [])

  @words ["a", "harbour", "Ärger", "日本", "with space", "q\"u'o\\te", "", "ünï"]

  def string, do: String.to_charlist(one(@words))

  def term(0) do
    one([
      0,
      255,
      256,
      -1,
      2_147_483_648,
      -9_223_372_036_854_775_808,
      123_456_789_012_345_678_901_234_567_890,
      -(2 ** 2100),
      1.5,
      -0.1,
      1.0e300,
      :atom,
      :"it's",
      :Ünï,
      :日本,
      nil,
      "binary",
      "ünï 日本",
      <<0, 200, 255>>,
      <<5::3>>,
      [],
      {},
      %{},
      ~c"charlist",
      ~c"日本",
      &Enum.map/2
    ])
  end

  def term(depth) do
    case between(1, 6) do
      1 -> term(0)
      2 -> Enum.map(1..between(1, 4), fn _ -> term(depth - 1) end)
      3 -> List.to_tuple(Enum.map(1..between(1, 3), fn _ -> term(depth - 1) end))
      4 -> Map.new(1..between(1, 5), fn _ -> {term(0), term(depth - 1)} end)
      5 -> [{one([:key, :other]), term(depth - 1)}, term(0)]
      6 -> [term(0) | one([:tail, 1, "tail"])]
    end
  end
end

defmodule Golden.Graph do
  import Golden.Draw

  @pool ~w(alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau)a ++
          [:ünï, :Capital, :with_under_score9, :日本, :a@b]
  @system [
    :kernel,
    :stdlib,
    :elixir,
    :crypto,
    :logger,
    :compiler,
    :iex,
    :sasl,
    :runtime_tools,
    :public_key,
    :eex
  ]
  @modes [:permanent, :transient, :temporary, :load, :none]

  # With `lenient`, nothing that only Elixir 1.14 refuses: an absent optional application.
  def draw(lenient) do
    names = @pool |> shuffle() |> Enum.take(between(2, 12))

    {applications, _} =
      Enum.map_reduce(Enum.with_index(names), MapSet.new(), &application(&1, &2, names, lenient))

    [project | _] = shuffle(names)

    %{
      applications: applications,
      project: if(chance(80), do: project),
      configured: configured(names, applications),
      dependencies:
        for(app <- applications, app.place in [:dependency, :both_dependency], do: app.name),
      skip: maybe(15, fn -> some(names, 60) end),
      providers: chance(50),
      first_paths: maybe(60, fn -> ["$RELEASE_LIB/../releases/0.1.0/consolidated"] end)
    }
  end

  # What is included and used as well needs a mode of its own, or Mix refuses the release.
  defp configured(names, applications) do
    weighted = @modes ++ List.duplicate(:permanent, 8) ++ [:transient, :temporary]

    included =
      Enum.flat_map(applications, &Keyword.get(&1.properties, :included_applications, []))

    used = Enum.flat_map(applications, &Keyword.get(&1.properties, :applications, []))
    decided = for name <- Enum.uniq(included), name in used, chance(85), do: name
    own = for name <- Enum.uniq(some(names, 30) ++ decided), do: {name, one(weighted)}

    system =
      maybe(40, fn ->
        for name <- some(@system -- [:kernel, :stdlib], 25), do: {name, one(weighted)}
      end)

    basic = maybe(3, fn -> [{one([:kernel, :stdlib]), one(@modes)}] end)
    shuffle(own ++ system ++ basic)
  end

  defp application({name, index}, included_already, names, lenient) do
    {earlier, [_ | later]} = Enum.split(names, index)
    candidates = later |> Enum.reject(&(&1 in included_already)) |> some(12)
    twice = maybe(2, fn -> some(later, 10) end)
    included = Enum.uniq(candidates ++ twice)
    backwards = maybe(4, fn -> some(earlier, 20) end)
    uses = Enum.uniq(some(later -- included, 25) ++ backwards)
    absent = if lenient, do: [], else: maybe(15, fn -> [one([:absent_one, :absent_two])] end)
    optional = Enum.uniq(maybe(20, fn -> some(uses, 50) end) ++ absent)

    applications =
      shuffle([:kernel, :stdlib] ++ some(@system -- [:kernel, :stdlib], 12) ++ uses ++ absent)

    app = %{
      name: name,
      version: one(~w(0.1.0 1.0.0 9.0 10.0 2.0.0-rc.1+build)c),
      place:
        one([
          :dependency,
          :dependency,
          :code_path,
          :code_path_version,
          :otp,
          :otp_two,
          :both,
          :both_dependency
        ]),
      properties: properties(name, included, Enum.uniq(applications), optional)
    }

    {app, MapSet.union(included_already, MapSet.new(included))}
  end

  defp properties(name, included, applications, optional) do
    required = [
      description: string(),
      registered: maybe(30, fn -> [name] ++ maybe(4, fn -> [:shared_name] end) end),
      modules: shuffle(maybe(4, fn -> [:shared_module] end) ++ modules(name, between(0, 5))),
      applications: applications
    ]

    dropped =
      if chance(2),
        do: Keyword.delete(required, one([:description, :registered, :modules])),
        else: required

    optional_keys =
      maybe(50, fn -> [optional_applications: optional] end)
      |> then(&if(optional != [], do: [optional_applications: optional], else: &1))

    shuffle(
      dropped ++
        optional_keys ++
        if(included != [], do: [included_applications: included], else: []) ++
        maybe(40, fn -> [env: for(key <- some([:a, :b, :"C d", :日本], 60), do: {key, term(3)})] end) ++
        maybe(15, fn -> [id: string()] end) ++
        maybe(15, fn -> [maxT: one([:infinity, 5000])] end) ++
        maybe(15, fn -> [maxP: one([:infinity, 100])] end) ++
        maybe(20, fn -> [start_phases: one([[], :undefined, [init: [], go: [1, 2]]])] end) ++
        maybe(60, fn -> [mod: one([[], {:"#{name}_app", []}, {:"#{name}_app", term(2)}])] end) ++
        maybe(10, fn -> [runtime_dependencies: [~c"stdlib-4.1"]] end)
    )
  end

  defp modules(_name, 0), do: []

  defp modules(name, count),
    do:
      Enum.map(
        1..count,
        &one([:"#{name}_#{&1}", Module.concat([Macro.camelize("#{name}"), "M#{&1}"])])
      )
      |> Enum.uniq()
end

defmodule Golden.System do
  @otp ~w(kernel stdlib sasl compiler crypto runtime_tools public_key asn1)a
  @elixir ~w(elixir logger iex eex)a

  # Whether a folder of the code path belongs to what the graphs or this script use.
  def part?(path) do
    folder = path |> Path.dirname() |> Path.basename()
    name = folder |> String.split("-") |> hd()
    name in Enum.map([:mix | @otp ++ @elixir], &to_string/1)
  end

  # The folders of OTP's applications; Elixir's are in the code path.
  def whole do
    folders = for name <- @otp, do: Path.wildcard(Path.join(:code.lib_dir(), "#{name}-*"))
    %{otp: Enum.concat(folders), ebins: []}
  end

  # The same applications with one module of 20 each. Printing and reading the names of all modules is most of what a
  # graph costs, and says nothing about the graph.
  def thin(whole, folder) do
    elixir = for name <- @elixir, do: to_string(:code.lib_dir(name))

    %{
      otp: Enum.map(whole.otp, &thin_application(&1, Path.join(folder, "otp"))),
      ebins:
        Enum.map(
          elixir,
          &(&1 |> thin_application(Path.join(folder, "elixir")) |> Path.join("ebin"))
        )
    }
  end

  defp thin_application(source, parent) do
    target = Path.join(parent, Path.basename(source))
    [file] = Path.wildcard(Path.join(source, "ebin/*.app"))
    {:ok, [{:application, name, properties}]} = :file.consult(file)
    properties = Keyword.update!(properties, :modules, &Enum.take_every(&1, 20))
    Golden.Folders.write_app({:application, name, properties}, Path.join(target, "ebin"))
    target
  end
end

defmodule Golden.Folders do
  # An Erlang installation of its own for each graph, so that it can have applications in OTP.
  def make(root, graph, system) do
    erts = Path.join(root, "erts-#{:erlang.system_info(:version)}")
    otp = Path.join(root, "lib")
    File.mkdir_p!(erts)
    File.mkdir_p!(otp)
    for folder <- system.otp, do: File.ln_s!(folder, Path.join(otp, Path.basename(folder)))
    ebins = Enum.flat_map(graph.applications, &place(&1, root, otp))
    %{erts: erts, otp: otp, ebins: ebins ++ system.ebins}
  end

  def write_app({:application, name, _} = term, ebin) do
    File.mkdir_p!(ebin)
    text = IO.chardata_to_string(:io_lib.format("%% coding: utf-8~n~tp.~n", [term]))
    File.write!(Path.join(ebin, "#{name}.app"), text)
  end

  defp place(app, root, otp) do
    build = Path.join([root, "_build", "#{app.name}"])
    versioned = Path.join([root, "_build", "#{app.name}-#{app.version}"])

    case app.place do
      :otp -> [] ++ otp(app, otp, app.version)
      :otp_two -> [] ++ otp(app, otp, ~c"9.0") ++ otp(app, otp, ~c"10.0")
      :both -> otp(app, otp, ~c"3.3") ++ write(app, build, app.version)
      :both_dependency -> otp(app, otp, ~c"3.3") ++ write(app, build, app.version)
      :code_path_version -> write(app, versioned, app.version)
      _ -> write(app, build, app.version)
    end
  end

  defp otp(app, otp, version) do
    write(app, Path.join(otp, "#{app.name}-#{version}"), version)
    []
  end

  defp write(app, folder, version) do
    ebin = Path.join(folder, "ebin")
    write_app({:application, app.name, Keyword.put(app.properties, :vsn, version)}, ebin)
    [ebin]
  end
end

defmodule Golden.Project do
  def project, do: Process.get(__MODULE__)
end

defmodule Golden.Judge do
  def answers(root, graph, system) do
    folders = Golden.Folders.make(root, graph, system)
    Enum.each(folders.ebins, &Code.prepend_path/1)

    try do
      case select(graph, folders) do
        {:ok, release} -> {:ok, Map.merge(inputs(graph, folders), outputs(release, graph, root))}
        {:error, message} -> {:error, message, inputs(graph, folders)}
      end
    after
      Enum.each(folders.ebins, &Code.delete_path/1)
    end
  end

  defp select(graph, folders) do
    options = [
      applications: graph.configured,
      include_erts: folders.erts,
      skip_mode_validation_for: graph.skip,
      config_providers: if(graph.providers, do: [{Some.Provider, []}], else: [])
    ]

    dependencies = for name <- graph.dependencies, do: {name, ">= 0.0.0", path: "nowhere/#{name}"}
    config = [app: graph.project, version: "0.1.0", apps_path: nil, build_path: folders.otp]
    config = config ++ [deps: dependencies, releases: [golden: options]]

    in_project(config, fn ->
      {:ok, Mix.Release.from_config!(:golden, config, path: folders.otp)}
    end)
  rescue
    error in Mix.Error -> {:error, Exception.message(error)}
  end

  # Mix.Project.deps_apps/0 reads the project on top of Mix's stack, and keeps what it finds under the module's name.
  defp in_project(config, fun) do
    project = [app: config[:app] || :umbrella, version: "0.1.0", deps: config[:deps]]
    Process.put(Golden.Project, project)
    Mix.State.clear_cache()
    Mix.Project.push(Golden.Project)

    try do
      fun.()
    after
      Mix.Project.pop()
    end
  end

  defp inputs(graph, folders) do
    %{
      configured: graph.configured,
      project: graph.project,
      dependencies: graph.dependencies,
      skip: graph.skip,
      providers: graph.providers,
      first_paths: graph.first_paths,
      otp_lib: folders.otp,
      code_path: Enum.map(:code.get_path(), &to_string/1)
    }
  end

  defp outputs(release, graph, root) do
    start = release.boot_scripts.start
    clean = release.boot_scripts.start_clean

    %{
      applications:
        for {name, properties} <- Enum.sort(release.applications) do
          {name, properties[:mode], to_string(properties[:path]), properties[:otp_app?],
           properties[:vsn]}
        end,
      start: start,
      start_clean: clean,
      start_script: script(release, graph, root, "start", start),
      start_clean_script: script(release, graph, root, "start_clean", clean),
      # From Elixir 1.16 on, start_clean loads what start has in any mode but :none.
      start_clean_loading: loading(start),
      start_clean_loading_script:
        script(release, graph, root, "start_clean_loading", loading(start))
    }
  end

  defp loading(start) do
    for({app, mode} <- start, do: {app, if(mode == :none, do: :none, else: :load)})
    |> Keyword.put(:stdlib, :permanent)
    |> Keyword.put(:kernel, :permanent)
  end

  defp script(release, graph, root, name, modes) do
    path = Path.join(root, name)

    # Elixir 1.14 refuses optional applications that are absent; systools, which reads the .app file itself, doesn't.
    applications =
      Map.new(release.applications, fn {app, properties} ->
        present = fn child ->
          child not in (properties[:optional_applications] || []) or modes[child] != nil
        end

        {app, Keyword.update(properties, :applications, [], &Enum.filter(&1, present))}
      end)

    # make_script/2 never returns where applications include themselves in a circle.
    if circle?(release.applications) do
      {:error, "included applications in a circle"}
    else
      case Mix.Release.make_boot_script(
             %{release | applications: applications},
             path,
             modes,
             graph.first_paths
           ) do
        :ok ->
          boot = File.read!(path <> ".boot")
          {:ok, [resource]} = :file.consult(path <> ".rel")
          {:ok, resource, :erlang.binary_to_term(boot), boot}

        {:error, message} ->
          {:error, message}
      end
    end
  end

  defp circle?(applications) do
    Enum.any?(applications, fn {name, _} -> reaches?(applications, name, name, []) end)
  end

  defp reaches?(applications, from, goal, seen) do
    included = get_in(applications, [from, :included_applications]) || []

    goal in included or
      Enum.any?(included -- seen, &reaches?(applications, &1, goal, [from | seen]))
  end
end

[folder, count, seed] = System.argv()
count = String.to_integer(count)
Application.ensure_all_started(:mix)
Mix.start()
Mix.shell(Mix.Shell.Quiet)

# systools looks for each application in all of the code path: without the rest of OTP that is half as much.
for path <- :code.get_path(), not Golden.System.part?(path), do: :code.del_path(path)

whole = Golden.System.whole()
thin = Golden.System.thin(whole, Path.join(Path.expand(folder), "system"))

graphs =
  for index <- 1..count do
    :rand.seed(:exsss, {String.to_integer(seed), index, 17})
    root = Path.join(Path.expand(folder), "graph#{index}")
    system = if rem(index, 20) == 1, do: whole, else: thin

    case Golden.Judge.answers(root, Golden.Graph.draw(false), system) do
      {:ok, answers} ->
        answers

      {:error, message, inputs} ->
        # Elixir before 1.15.1 forgets while merging modes that an application is optional.
        if message =~ ":absent_" do
          File.rm_rf!(root)
          :rand.seed(:exsss, {String.to_integer(seed), index, 17})

          case Golden.Judge.answers(root, Golden.Graph.draw(true), system) do
            {:ok, answers} -> answers
            {:error, message, inputs} -> Map.put(inputs, :error, message)
          end
        else
          Map.put(inputs, :error, message)
        end
    end
  end

answer = %{
  elixir: System.version(),
  otp_release: System.otp_release(),
  erts: to_string(:erlang.system_info(:version)),
  otp_root: to_string(:code.root_dir()),
  elixir_lib: Path.dirname(to_string(:code.lib_dir(:elixir))),
  graphs: graphs
}

File.write!(Path.join(folder, "graphs.etf"), :erlang.term_to_binary(answer))
failed = Enum.count(graphs, &Map.has_key?(&1, :error))
made = Enum.count(graphs, &match?(%{start_script: {:ok, _, _, _}}, &1))
IO.puts("#{count} graphs: #{made} with a boot script, #{failed} refused by Mix")
