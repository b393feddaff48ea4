# Loads the witness and the probe into the VM that compiles a project:
#
#     elixir --erl "-slipway_load WITNESS PROBE CHECK COMPILED -slipway_probe IN OUT" -r LOADER -S mix release ARGS...
#
# The first four are files: three sources, of which the witness may be empty, and what an earlier run compiled of them,
# an external term {Made of, [{Module, Beam}]} (or nothing). Compiling them takes a third of a second, so that what was
# compiled here goes back to Slipway as {compiled, Term}, in front of the first call; another Elixir compiles anew.

{:ok, [files]} = :init.get_argument(:slipway_load)
[witness, probe, check, compiled] = for file <- files, do: List.to_string(file)

made_of =
  {System.build_info(), :erlang.system_info(:otp_release), :erlang.system_info(:version),
   File.stat!(witness).size > 0}

load = fn modules ->
  Enum.all?(modules, fn {module, beam} ->
    match?({:module, _}, :code.load_binary(module, [], beam))
  end)
end

known =
  with <<131, _::binary>> = bytes <- File.read!(compiled),
       {^made_of, witness, probe} <- :erlang.binary_to_term(bytes) do
    {witness, probe}
  else
    _ -> nil
  end

# From here on the witness watches; Mix.Tasks.Release is Mix's own until the probe takes its place.
if known && load.(elem(known, 0)) do
  if elem(known, 0) != [], do: apply(Slipway.Witness, :start, [])
  true = load.(elem(known, 1))
  apply(Slipway.Probe, :start, [nil])
else
  watching = if File.stat!(witness).size > 0, do: Code.compile_file(witness), else: []
  if watching != [], do: apply(Slipway.Witness, :start, [])
  Code.put_compiler_option(:ignore_module_conflict, true)
  probing = Code.compile_file(probe) ++ Code.compile_file(check)
  Code.put_compiler_option(:ignore_module_conflict, false)
  apply(Slipway.Probe, :start, [{made_of, watching, probing}])
end
