defmodule Exrelease.ReleaseTasks do
  @moduledoc """
  Functions for a release's command line, which run without the server:

      bin/exrelease eval "Exrelease.ReleaseTasks.hello()"
  """

  alias Exrelease.{Database, Migrations}

  @doc """
  Greets, naming the version and the node.
  """
  @spec hello() :: :ok
  def hello do
    IO.puts("Hello from exrelease #{Exrelease.version()} on #{node()}")
  end

  @doc """
  Brings the database to what this version expects. Raises where it can't, so that a start which waits for it does not
  go on.
  """
  @spec migrate() :: :ok
  def migrate do
    :ok = load()

    case Application.get_env(:exrelease, :database_url) do
      nil -> IO.puts("No DATABASE_URL: there is nothing to migrate")
      url -> migrate(url)
    end
  end

  defp migrate(url) do
    with {:ok, connection} <- Database.connect(url),
         {:ok, migrations} <- Migrations.run(connection) do
      Database.disconnect(connection)

      for %{version: version, name: name} <- migrations,
          do: IO.puts("Migrated #{version} #{name}")

      if migrations == [], do: IO.puts("The database is up to date")
      :ok
    else
      {:error, reason} -> raise "the database was not migrated: #{reason}"
    end
  end

  # `eval` loads no application.
  defp load do
    with {:error, {:already_loaded, :exrelease}} <- Application.load(:exrelease), do: :ok
  end

  @doc """
  Prints the arguments that follow the expression, one per line.
  """
  @spec print_argv() :: :ok
  def print_argv do
    Enum.each(System.argv(), &IO.puts/1)
  end
end
