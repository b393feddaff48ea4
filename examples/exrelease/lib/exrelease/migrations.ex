defmodule Exrelease.Migrations do
  @moduledoc """
  Brings the database to what this version expects: the files `priv/migrations/VERSION_NAME.sql`, each once.

  All that are missing run in one transaction behind an advisory lock, so that containers which start at once wait for
  each other, and one that fails leaves the database as it was.
  """

  alias Exrelease.Database

  # Any number that no other program on the same database takes: pg_advisory_xact_lock(bigint).
  @lock 7_203_117_650

  @type migration :: %{version: integer(), name: String.t(), sql: String.t()}

  @doc """
  The migrations of this version, the oldest first.
  """
  @spec all(Path.t()) :: [migration()]
  def all(folder \\ Application.app_dir(:exrelease, "priv/migrations")) do
    folder |> Path.join("*.sql") |> Path.wildcard() |> Enum.sort() |> Enum.map(&read/1)
  end

  @doc """
  Runs those that the database has not seen, and returns them.
  """
  @spec run(Database.connection(), [migration()]) :: {:ok, [migration()]} | {:error, String.t()}
  def run(connection, migrations \\ all()) do
    with {:ok, _} <- Database.query(connection, "BEGIN"),
         {:ok, _} <- Database.query(connection, "SELECT pg_advisory_xact_lock(#{@lock})"),
         {:ok, _} <- Database.query(connection, create_table()),
         {:ok, rows} <- Database.query(connection, "SELECT version FROM schema_migrations"),
         seen = MapSet.new(rows, fn [version] -> String.to_integer(version) end),
         missing = Enum.reject(migrations, &(&1.version in seen)),
         :ok <- run_each(connection, missing),
         {:ok, _} <- Database.query(connection, "COMMIT") do
      {:ok, missing}
    end
  end

  defp run_each(connection, migrations) do
    Enum.reduce_while(migrations, :ok, fn migration, :ok ->
      record = "INSERT INTO schema_migrations (version) VALUES (#{migration.version})"

      with {:ok, _} <- Database.query(connection, migration.sql),
           {:ok, _} <- Database.query(connection, record) do
        {:cont, :ok}
      else
        {:error, reason} ->
          {:halt, {:error, "migration #{migration.version} #{migration.name}: #{reason}"}}
      end
    end)
  end

  defp create_table do
    "CREATE TABLE IF NOT EXISTS schema_migrations " <>
      "(version bigint PRIMARY KEY, inserted_at timestamptz NOT NULL DEFAULT now())"
  end

  defp read(path) do
    [version, name] = path |> Path.basename(".sql") |> String.split("_", parts: 2)
    %{version: String.to_integer(version), name: name, sql: File.read!(path)}
  end
end
