defmodule Exrelease.ReleaseTasks do
  @moduledoc """
  Functions for a release's command line, which run without the server:

      bin/exrelease eval "Exrelease.ReleaseTasks.hello()"
  """

  @doc """
  Greets, naming the version and the node.
  """
  @spec hello() :: :ok
  def hello do
    IO.puts("Hello from exrelease #{Exrelease.version()} on #{node()}")
  end

  @doc """
  Prints the arguments that follow the expression, one per line.
  """
  @spec print_argv() :: :ok
  def print_argv do
    Enum.each(System.argv(), &IO.puts/1)
  end
end
