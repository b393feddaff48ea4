defmodule Exrelease.HTTP.Drainer do
  @moduledoc false
  # Waits at a stop until the connections have finished, or the time is over.

  use GenServer

  alias Exrelease.HTTP.Connection

  def child_spec(options) do
    # The supervisor must not give up before the drainer does.
    shutdown = Keyword.fetch!(options, :timeout) + 1_000
    %{id: __MODULE__, start: {__MODULE__, :start_link, [options]}, shutdown: shutdown}
  end

  def start_link(options), do: GenServer.start_link(__MODULE__, options)

  @impl true
  def init(options) do
    Process.flag(:trap_exit, true)
    {:ok, Map.new(options)}
  end

  @impl true
  def terminate(_reason, %{connections: connections, timeout: timeout}) do
    deadline = System.monotonic_time(:millisecond) + timeout

    connections
    |> Task.Supervisor.children()
    |> Enum.map(fn pid ->
      monitor = Process.monitor(pid)
      Connection.drain(pid)
      monitor
    end)
    |> Enum.each(fn monitor ->
      receive do
        {:DOWN, ^monitor, :process, _pid, _reason} -> :ok
      after
        max(deadline - System.monotonic_time(:millisecond), 0) -> :ok
      end
    end)
  end
end
