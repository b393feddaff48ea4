defmodule Exrelease.ReleaseTasksTest do
  use ExUnit.Case

  import ExUnit.CaptureIO

  alias Exrelease.ReleaseTasks

  test "hello names the version and the node" do
    assert capture_io(&ReleaseTasks.hello/0) ==
             "Hello from exrelease #{Exrelease.version()} on nonode@nohost\n"
  end

  test "the arguments are printed one per line" do
    argv = System.argv()
    on_exit(fn -> System.argv(argv) end)

    System.argv(["--flag", "two words"])
    assert capture_io(&ReleaseTasks.print_argv/0) == "--flag\ntwo words\n"
  end
end
