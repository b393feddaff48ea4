defmodule Exrelease.HTTP.Listener do
  @moduledoc false

  use GenServer

  require Logger

  # The longest request line or header that is read. The socket driver closes the connection of a
  # client that sends more.
  @max_line 8_192

  def start_link(options) do
    GenServer.start_link(__MODULE__, options, name: Keyword.fetch!(options, :name))
  end

  def socket(listener), do: GenServer.call(listener, :socket)

  def url(listener), do: GenServer.call(listener, :url)

  @impl true
  def init(options) do
    # Trapped so that terminate/2 runs at a stop.
    Process.flag(:trap_exit, true)

    address = Keyword.fetch!(options, :address)
    port = Keyword.fetch!(options, :port)

    case :gen_tcp.listen(port, socket_options(address)) do
      {:ok, socket} ->
        {:ok, %{socket: socket, address: address}}

      {:error, reason} ->
        Logger.error("cannot listen on #{format(address, port)}: #{:inet.format_error(reason)}")
        {:stop, {:listen, reason}}
    end
  end

  @impl true
  def handle_call(:socket, _from, state), do: {:reply, state.socket, state}

  def handle_call(:url, _from, state) do
    {:ok, port} = :inet.port(state.socket)
    {:reply, "http://" <> format(reachable(state.address), port), state}
  end

  @impl true
  def terminate(_reason, state), do: :gen_tcp.close(state.socket)

  defp socket_options(address) do
    [
      :binary,
      if(tuple_size(address) == 8, do: :inet6, else: :inet),
      ip: address,
      packet: :http_bin,
      packet_size: @max_line,
      active: false,
      reuseaddr: true,
      nodelay: true,
      backlog: 1024,
      send_timeout: 15_000,
      send_timeout_close: true
    ]
  end

  defp reachable({0, 0, 0, 0}), do: {127, 0, 0, 1}
  defp reachable({0, 0, 0, 0, 0, 0, 0, 0}), do: {0, 0, 0, 0, 0, 0, 0, 1}
  defp reachable(address), do: address

  defp format(address, port) when tuple_size(address) == 8, do: "[#{:inet.ntoa(address)}]:#{port}"
  defp format(address, port), do: "#{:inet.ntoa(address)}:#{port}"
end
