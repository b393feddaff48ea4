defmodule Exrelease.Visits.Memory do
  @moduledoc """
  Counts since the node was started, where there is no place to keep them.
  """

  @behaviour Exrelease.Visits.Store

  alias Exrelease.Visits

  @impl true
  def open(_place), do: {:ok, :ets.new(__MODULE__, [])}

  @impl true
  def counts(table), do: %Visits{total: count(table, :total), visitors: count(table, :visitors)}

  @impl true
  def record(table, who) do
    add(table, :total)
    if who == :new, do: add(table, :visitors)
    counts(table)
  end

  defp add(table, kind), do: :ets.update_counter(table, kind, 1, {kind, 0})

  defp count(table, kind) do
    case :ets.lookup(table, kind) do
      [{^kind, count}] -> count
      [] -> 0
    end
  end
end
