# Watches what the VM looks at while it compiles and configures a project, so that the next run can tell without a VM
# that the answer would be the same. Slipway loads it in front of the probe, which asks for the testimony at the end.
#
# What a project depends on is a matter of its own code: mix.exs and config files read files and the environment, run
# programs, take the time. Nothing of that is declared; all of it ends in a few functions of OTP, and those are traced:
#
#   - what is read, listed or written: the functions of prim_file, below File, :file and the code server alike
#   - programs, drivers, native code, the network, the clock and chance: whoever calls these makes the testimony a doubt,
#     unless it is known why (below)
#
# Environment, arguments and the like are compared by Slipway itself. What was loaded before the trace begins (OTP's and
# Elixir's own modules) is told from the list of loaded modules.

defmodule Slipway.Witness do
  @moduledoc false

  @readers [open: 2, read_file: 1, read_file_info: 1, read_file_info: 2, read_link_info: 1] ++
             [read_link_info: 2, read_link: 1, read_link_all: 1, altname: 1]
  @listers [list_dir: 1, list_dir_all: 1]
  @writers [write_file: 2, write_file_info: 2, write_file_info: 3, make_dir: 1, del_file: 1] ++
             [del_dir: 1, rename: 2, make_link: 2, make_symlink: 2]

  @clock [{:os, :system_time, 0}, {:os, :system_time, 1}, {:os, :timestamp, 0}] ++
           [{:erlang, :system_time, 0}, {:erlang, :system_time, 1}, {:erlang, :timestamp, 0}] ++
           [{:erlang, :localtime, 0}, {:erlang, :universaltime, 0}, {:erlang, :now, 0}] ++
           [{:erlang, :date, 0}, {:erlang, :time, 0}] ++
           [{System, :os_time, 0}, {System, :os_time, 1}] ++
           [{System, :system_time, 0}, {System, :system_time, 1}]
  @chance [{:rand, :_, :_}, {:random, :_, :_}, {:crypto, :strong_rand_bytes, 1}] ++
            [{:crypto, :rand_uniform, 2}, {:crypto, :rand_seed, 0}, {:crypto, :rand_seed_s, 0}]
  @outside [{:erlang, :open_port, 2}, {:erlang, :load_nif, 2}, {:erl_ddll, :load, 2}] ++
             [{:erl_ddll, :try_load, 3}, {:erl_ddll, :load_driver, 2}] ++
             [{:prim_inet, :connect, 3}, {:prim_inet, :connect, 4}, {:socket, :open, :_}] ++
             [{:gen_tcp, :connect, 3}, {:gen_tcp, :connect, 4}] ++
             [{System, :cmd, 2}, {System, :cmd, 3}]

  # What `git` tells Mix about a dependency's checkout comes from these files of it.
  @git_files [
    "HEAD",
    "config",
    "packed-refs",
    "shallow",
    "refs/heads",
    "refs/tags",
    "refs/remotes/origin"
  ]
  @git_questions ["rev-parse", "--version", "log", "show"]

  def start do
    client = self()
    witness = spawn(fn -> begin(client) end)
    :persistent_term.put(__MODULE__, witness)

    receive do
      {^witness, :ready} -> :ok
    end
  end

  @doc """
  %{doubt: nil | text, read: [path], listed: [path], written: [path]}. Paths are absolute; links are not followed.
  """
  def testify do
    witness = :persistent_term.get(__MODULE__)
    # The mark shows that we still see what is called: another tracer may have taken our place.
    mark = ~c"/nonexistent-slipway-witness"
    :prim_file.read_link(mark)
    delivered = :erlang.trace_delivered(:all)

    receive do
      {:trace_delivered, :all, ^delivered} ->
        send(witness, {:testify, self(), List.to_string(mark)})
    end

    receive do
      {^witness, testimony} -> testimony
    end
  end

  defp begin(client) do
    {:ok, folder} = :file.get_cwd()
    :erlang.trace(:all, true, [:call, {:tracer, self()}])
    caller = [{:_, [], [{:message, {:caller}}]}]

    for {function, arity} <- @readers ++ @listers ++ @writers ++ [set_cwd: 1] do
      :erlang.trace_pattern({:prim_file, function, arity}, true, [])
    end

    for {module, _, _} = function <- @clock ++ @chance ++ @outside do
      :code.ensure_loaded(module)
      :erlang.trace_pattern(function, caller, [])
    end

    send(client, {self(), :ready})

    watch(%{
      folder: text(folder),
      read: MapSet.new(),
      listed: MapSet.new(),
      written: MapSet.new(),
      callers: MapSet.new(),
      doubt: nil,
      questions: 0,
      locks: 0,
      connections: 0,
      programs: 0
    })
  end

  defp watch(state) do
    receive do
      {:trace, _, :call, {:prim_file, function, arguments}} ->
        watch(file(function, arguments, state))

      {:trace, _, :call, {module, function, arguments}, caller} ->
        watch(call({module, function, arguments}, caller, state))

      {:testify, client, mark} ->
        send(client, {self(), testimony(state, mark)})
        watch(state)
    end
  end

  ## Files

  defp file(:set_cwd, [folder], state), do: %{state | folder: absolute(folder, state)}

  defp file(:open, [path, modes], state) do
    if is_list(modes) and Enum.any?([:write, :append, :exclusive], &(&1 in modes)),
      do: add(:written, path, state),
      else: add(:read, path, state)
  end

  defp file(function, [path | _], state) when function in [:list_dir, :list_dir_all],
    do: add(:listed, path, state)

  defp file(function, [from, to], state) when function in [:rename, :make_link],
    do: add(:written, to, add(:written, from, state))

  defp file(:make_symlink, [_target, path], state), do: add(:written, path, state)

  defp file(function, [path | rest], state) do
    if {function, 1 + length(rest)} in @writers,
      do: add(:written, path, state),
      else: add(:read, path, state)
  end

  defp add(kind, path, state) do
    Map.update!(state, kind, &MapSet.put(&1, absolute(path, state)))
  end

  defp absolute(path, state) do
    # Path.expand would take ~ for a home folder, which prim_file does not.
    path |> text() |> Path.absname(state.folder)
  end

  defp text(path) when is_binary(path), do: path

  defp text(path) do
    path = :lists.flatten(path)

    case :unicode.characters_to_binary(path, :unicode, :file.native_name_encoding()) do
      binary when is_binary(binary) -> binary
      _ -> :erlang.list_to_binary(path)
    end
  end

  ## Everything else

  defp call({System, :cmd, ["git", arguments | options]}, {Mix.SCM.Git, _, _}, state) do
    if question?(arguments) do
      folder = absolute(Keyword.get(List.first(options) || [], :cd, "."), state)
      files = for file <- @git_files, do: Path.join([folder, ".git", file])
      state = Enum.reduce(files, state, &add(:read, &1, &2))
      %{state | questions: state.questions + 1}
    else
      state
    end
  end

  # Tells by the port that it opens.
  defp call({System, :cmd, _}, _, state), do: state

  defp call({:erlang, :open_port, [name, _]}, _, state) do
    case name do
      {:fd, _, _} -> state
      # A socket alone asks nobody; Mix of 1.18 and later listens on one for as long as it holds a lock.
      {:spawn_driver, driver} -> driver(text(driver), state)
      {:spawn_executable, program} -> program(text(program), state)
      {:spawn, command} -> doubt("ran a program: #{text(command)}", state)
      _ -> doubt("opened a port: #{inspect(name)}", state)
    end
  end

  defp call({:erlang, :load_nif, [path, _]}, _, state), do: native(text(path), state)

  defp call({:erl_ddll, _, [path, name | _]}, _, state),
    do: native(Path.join(text(path), to_string(name)), state)

  # From 1.18 on, Mix asks other runs of itself on this machine for its locks.
  defp call({:gen_tcp, :connect, _}, {module, _, _}, state) do
    if String.starts_with?(Atom.to_string(module), "Elixir.Mix.Sync.") and mix_or_logger?(module),
      do: %{state | locks: state.locks + 1},
      else: state
  end

  defp call({:gen_tcp, :connect, _}, _, state), do: state

  defp call({:prim_inet, _, _}, _, state), do: %{state | connections: state.connections + 1}
  defp call({:socket, _, _}, _, state), do: doubt("connected to the network", state)

  # Touching a file, which is seen as written.
  defp call({:erlang, :universaltime, _}, {:prim_file, _, _}, state), do: state

  defp call({System, :os_time, _}, {File, function, _}, state) when function in [:touch, :touch!],
    do: state

  # A wrapper, which is seen itself.
  defp call({module, _, _}, {System, _, _}, state) when module in [:os, :erlang], do: state

  defp call({module, function, _}, caller, state) do
    %{state | callers: MapSet.put(state.callers, {module, function, caller})}
  end

  defp driver("tcp_inet" <> _, state), do: state
  defp driver(name, state), do: doubt("opened a port: #{name}", state)

  # Mix of 1.14 to 1.20 names the repository in front of each question. `config` with a value behind the key sets it.
  defp question?(["--git-dir=.git" | arguments]), do: question?(arguments)
  defp question?(["config", _key]), do: true
  defp question?([question | _]), do: question in @git_questions

  defp program(path, state) do
    if Path.basename(path) == "git",
      do: %{state | programs: state.programs + 1},
      else: doubt("ran a program: #{path}", state)
  end

  defp native(path, state) do
    if String.starts_with?(path, text(:code.root_dir())),
      do: state,
      else: doubt("loaded native code: #{path}", state)
  end

  defp doubt(_, %{doubt: doubt} = state) when doubt != nil, do: state
  defp doubt(reason, state), do: %{state | doubt: reason}

  ## The testimony

  defp testimony(state, mark) do
    state =
      cond do
        not MapSet.member?(state.read, mark) -> doubt("switched the trace off", state)
        state.programs > state.questions -> doubt("ran a program: git", state)
        state.connections > state.locks -> doubt("connected to the network", state)
        true -> state
      end

    state = Enum.reduce(state.callers, state, &judge/2)

    %{
      doubt: state.doubt,
      read: MapSet.to_list(MapSet.delete(state.read, mark)) ++ loaded_before(),
      listed: MapSet.to_list(state.listed),
      written: MapSet.to_list(state.written)
    }
  end

  # Mix asks the clock whether a file has a time in the future, and Logger for its messages. Hex, which Mix starts where a
  # dependency comes from there, starts ssl, whose cache of certificates notes when it was cleared. Whoever else asks may
  # make a version or a setting of it.
  defp judge({module, function, caller}, state) do
    with {module, _, _} <- caller,
         true <- mix_or_logger?(module) or module == :ssl_pem_cache or of_hex?(module) do
      state
    else
      _ -> doubt("used #{inspect(module)}.#{function}, called by #{inspect(caller)}", state)
    end
  end

  defp mix_or_logger?(module) do
    with path when is_list(path) and path != [] <- :code.which(module) do
      folder = path |> text() |> Path.dirname() |> Path.expand()
      Enum.any?([:mix, :logger, :kernel], &(folder == ebin(&1))) and named_so?(module)
    else
      _ -> false
    end
  end

  defp of_hex?(module) do
    with path when is_list(path) and path != [] <- :code.which(module) do
      String.starts_with?(Atom.to_string(module), "Elixir.Hex.") and
        path |> text() |> Path.dirname() |> Path.expand() == ebin(:hex)
    else
      _ -> false
    end
  end

  # Of kernel, only its logger: whatever else is called there may be called for the project.
  defp named_so?(module) do
    String.starts_with?(Atom.to_string(module), ["Elixir.Mix.", "Elixir.Logger", "logger"])
  end

  defp ebin(application) do
    case :code.lib_dir(application) do
      {:error, _} -> nil
      path -> path |> text() |> Path.join("ebin") |> Path.expand()
    end
  end

  defp loaded_before do
    for {_, path} <- :code.all_loaded(), is_list(path), path != [], do: text(path)
  end
end
