defmodule Exrelease.Visits.File do
  @moduledoc """
  Counts in a DETS file, which outlives the node where its folder does.
  """

  @behaviour Exrelease.Visits.Store

  alias Exrelease.Visits

  @impl true
  def open(folder) do
    path = Path.join(folder, "visits.dets")

    with :ok <- File.mkdir_p(folder),
         {:ok, table} <-
           :dets.open_file(__MODULE__, file: String.to_charlist(path), auto_save: 1_000) do
      {:ok, table}
    else
      {:error, reason} -> {:error, "can't open #{path}: #{inspect(reason)}"}
    end
  end

  @impl true
  def counts(table), do: %Visits{total: count(table, :total), visitors: count(table, :visitors)}

  @impl true
  def record(table, who) do
    add(table, :total)
    if who == :new, do: add(table, :visitors)
    counts(table)
  end

  defp add(table, kind), do: :ok = :dets.insert(table, {kind, count(table, kind) + 1})

  defp count(table, kind) do
    case :dets.lookup(table, kind) do
      [{^kind, count}] -> count
      [] -> 0
    end
  end
end
