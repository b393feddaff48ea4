defmodule Exrelease.Visits do
  @moduledoc """
  Counts visits and visitors since the node was started.
  """

  use GenServer

  defstruct total: 0, visitors: 0

  @type t :: %__MODULE__{total: non_neg_integer(), visitors: non_neg_integer()}

  @doc """
  Starts a counter at zero.
  """
  @spec start_link(keyword()) :: GenServer.on_start()
  def start_link(options) do
    GenServer.start_link(__MODULE__, :ok, Keyword.put_new(options, :name, __MODULE__))
  end

  @doc """
  Counts a visit of someone who is new or was here before, and returns the counts.
  """
  @spec record(:new | :returning, GenServer.server()) :: t()
  def record(who, server \\ __MODULE__) when who in [:new, :returning] do
    GenServer.call(server, {:record, who})
  end

  @doc """
  Returns the counts.
  """
  @spec counts(GenServer.server()) :: t()
  def counts(server \\ __MODULE__), do: GenServer.call(server, :counts)

  @impl true
  def init(:ok), do: {:ok, %__MODULE__{}}

  @impl true
  def handle_call(:counts, _from, counts), do: {:reply, counts, counts}

  def handle_call({:record, who}, _from, counts) do
    counts = counts |> Map.update!(:total, &(&1 + 1)) |> count_visitor(who)
    {:reply, counts, counts}
  end

  defp count_visitor(counts, :new), do: Map.update!(counts, :visitors, &(&1 + 1))
  defp count_visitor(counts, :returning), do: counts
end
