defmodule Exrelease.VisitsTest do
  use ExUnit.Case, async: true

  import ExUnit.CaptureLog

  alias Exrelease.Visits

  defp start(context, options) do
    name = Module.concat(__MODULE__, "Visits#{context.line}")
    start_supervised!({Visits, [name: name] ++ options}, id: name)
    name
  end

  test "visits and visitors are counted", context do
    server = start(context, [])
    assert Visits.record(:new, server) == %Visits{total: 1, visitors: 1}
    assert Visits.record(:returning, server) == %Visits{total: 2, visitors: 1}
    assert Visits.counts(server) == %Visits{total: 2, visitors: 1}
    assert Visits.place(server) == "memory"
  end

  @tag :tmp_dir
  test "a file keeps them when the node ends", %{tmp_dir: folder} = context do
    server = start(context, data_dir: Path.join(folder, "data"))
    Visits.record(:new, server)
    stop_supervised!(server)
    server = start(context, data_dir: Path.join(folder, "data"))
    assert Visits.record(:new, server) == %Visits{total: 2, visitors: 2}
    assert Visits.place(server) == "a file"
  end

  @tag :tmp_dir
  test "where no file can be written, memory keeps them", %{tmp_dir: folder} = context do
    File.write!(Path.join(folder, "data"), "")
    log = capture_log(fn -> send(self(), start(context, data_dir: Path.join(folder, "data"))) end)
    assert log =~ "counted in memory"
    assert_received server when is_atom(server)
    assert Visits.place(server) == "memory"
  end
end
