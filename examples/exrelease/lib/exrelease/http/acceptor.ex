defmodule Exrelease.HTTP.Acceptor do
  @moduledoc false

  use Task, restart: :permanent

  require Logger

  alias Exrelease.HTTP.{Connection, Listener, Response}

  # How long to wait when the system has no more descriptors or memory for sockets.
  @exhausted_pause 200

  def start_link(argument), do: Task.start_link(__MODULE__, :run, [argument])

  def run({listener, connections, handler}) do
    accept(Listener.socket(listener), connections, handler)
  end

  defp accept(listening, connections, handler) do
    case :gen_tcp.accept(listening) do
      {:ok, socket} ->
        hand_over(socket, connections, handler)

      {:error, :closed} ->
        exit(:shutdown)

      {:error, reason} when reason in [:emfile, :enfile, :enobufs, :enomem] ->
        Logger.warning("cannot accept a connection: #{:inet.format_error(reason)}")
        Process.sleep(@exhausted_pause)

      # The client has gone before it was accepted.
      {:error, _reason} ->
        :ok
    end

    accept(listening, connections, handler)
  end

  defp hand_over(socket, connections, handler) do
    case Task.Supervisor.start_child(connections, Connection, :run, [socket, handler]) do
      {:ok, pid} ->
        # The connection waits for this message, because only the owner may read in active mode.
        _ = :gen_tcp.controlling_process(socket, pid)
        send(pid, {:owner, socket})

      {:error, :max_children} ->
        _ = :gen_tcp.send(socket, Response.encode(Response.status(503), "GET", :close))
        :gen_tcp.close(socket)
    end
  end
end
