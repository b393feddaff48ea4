defmodule Exrelease.Visits.Postgres do
  @moduledoc """
  Counts in PostgreSQL, for all nodes that share the database.
  """

  @behaviour Exrelease.Visits.Store

  alias Exrelease.{Database, Visits}

  @impl true
  def open(url) do
    with {:ok, connection} <- Database.connect(url) do
      case counts(connection) do
        %Visits{} -> {:ok, connection}
        {:error, reason} -> {:error, "#{reason}; run `bin/exrelease migrate`"}
      end
    end
  end

  @impl true
  def counts(connection),
    do: to_counts(Database.query(connection, "SELECT kind, count FROM visits"))

  @impl true
  def record(connection, who) do
    kinds = if who == :new, do: "'total', 'visitors'", else: "'total'"
    update = "UPDATE visits SET count = count + 1 WHERE kind IN (#{kinds})"
    to_counts(Database.query(connection, "#{update}; SELECT kind, count FROM visits"))
  end

  defp to_counts({:ok, rows}) do
    counts = Map.new(rows, fn [kind, count] -> {kind, String.to_integer(count)} end)

    case counts do
      %{"total" => total, "visitors" => visitors} -> %Visits{total: total, visitors: visitors}
      _ -> {:error, "the table visits has no counts"}
    end
  end

  defp to_counts({:error, reason}), do: {:error, reason}
end
