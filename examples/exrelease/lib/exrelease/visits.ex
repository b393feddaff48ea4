defmodule Exrelease.Visits do
  @moduledoc """
  Counts visits and visitors: in PostgreSQL where `:database_url` is set, else in a file below `:data_dir`, else in memory.
  """

  use GenServer

  require Logger

  alias Exrelease.Visits

  defstruct total: 0, visitors: 0

  @type t :: %__MODULE__{total: non_neg_integer(), visitors: non_neg_integer()}

  @doc """
  Opens the store that the settings ask for.
  """
  @spec start_link(keyword()) :: GenServer.on_start()
  def start_link(options) do
    GenServer.start_link(__MODULE__, options, Keyword.put_new(options, :name, __MODULE__))
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

  @doc """
  Names the place in which visits are counted.
  """
  @spec place(GenServer.server()) :: String.t()
  def place(server \\ __MODULE__), do: GenServer.call(server, :place)

  @impl true
  def init(options) do
    with {:ok, store, state} <- open(options[:database_url], options[:data_dir]) do
      {:ok, {store, state}}
    end
  end

  defp open(nil, nil), do: open(Visits.Memory, nil, fn reason -> {:stop, reason} end)

  defp open(nil, folder) do
    open(Visits.File, folder, fn reason ->
      Logger.warning("#{reason}; visits are counted in memory")
      open(nil, nil)
    end)
  end

  defp open(url, _folder), do: open(Visits.Postgres, url, fn reason -> {:stop, reason} end)

  defp open(store, place, otherwise) do
    case store.open(place) do
      {:ok, state} -> {:ok, store, state}
      {:error, reason} -> otherwise.(reason)
    end
  end

  # A store that fails ends this process: the supervisor opens it anew.
  @impl true
  def handle_call(:counts, _from, {store, state}) do
    %Visits{} = counts = store.counts(state)
    {:reply, counts, {store, state}}
  end

  def handle_call({:record, who}, _from, {store, state}) do
    %Visits{} = counts = store.record(state, who)
    {:reply, counts, {store, state}}
  end

  def handle_call(:place, _from, {store, state}) do
    place = %{Visits.Postgres => "PostgreSQL", Visits.File => "a file", Visits.Memory => "memory"}
    {:reply, place[store], {store, state}}
  end
end
