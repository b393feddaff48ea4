defmodule Exrelease.HTTP.Server do
  @moduledoc """
  A small HTTP/1.1 server.

      {Exrelease.HTTP.Server, port: 4000, handler: &Exrelease.Router.call/1}

  The children stop in the reverse of this order: nothing more is accepted, the port is closed,
  the connections finish what they are doing, and what is left then is ended.

    * a supervisor of the connections
    * the drainer, which waits for them
    * the listener, which owns the port
    * the acceptors

  ## Options

    * `:handler` - a function from request to response (required)
    * `:address` - the IP address to bind, by default all IPv4 addresses
    * `:port` - the port, or 0 for any free one (required)
    * `:acceptors` - how many processes accept connections, by default 16
    * `:max_connections` - how many connections may be open, by default 1024
    * `:drain_timeout` - milliseconds that open connections get to finish, by default 5000
    * `:name` - the name of the supervisor, by default this module
  """

  use Supervisor

  alias Exrelease.HTTP.{Acceptor, Drainer, Listener}

  @doc """
  Starts a server.
  """
  @spec start_link(keyword()) :: Supervisor.on_start()
  def start_link(options) do
    options = Keyword.put_new(options, :name, __MODULE__)
    Supervisor.start_link(__MODULE__, options, name: options[:name])
  end

  @doc """
  Where a client on the same machine finds the server.
  """
  @spec url(module()) :: String.t()
  def url(name \\ __MODULE__), do: Listener.url(Module.concat(name, Listener))

  @impl true
  def init(options) do
    name = Keyword.fetch!(options, :name)
    handler = Keyword.fetch!(options, :handler)
    listener = Module.concat(name, Listener)
    connections = Module.concat(name, Connections)
    drain_timeout = Keyword.get(options, :drain_timeout, 5_000)

    children = [
      {Task.Supervisor,
       name: connections, max_children: Keyword.get(options, :max_connections, 1024)},
      {Drainer, connections: connections, timeout: drain_timeout},
      {Listener,
       name: listener,
       address: Keyword.get(options, :address, {0, 0, 0, 0}),
       port: Keyword.fetch!(options, :port)},
      acceptors(Keyword.get(options, :acceptors, 16), listener, connections, handler)
    ]

    Supervisor.init(children, strategy: :rest_for_one)
  end

  defp acceptors(count, listener, connections, handler) do
    children =
      for number <- 1..count do
        Supervisor.child_spec({Acceptor, {listener, connections, handler}}, id: number)
      end

    %{
      id: :acceptors,
      type: :supervisor,
      start: {Supervisor, :start_link, [children, [strategy: :one_for_one]]}
    }
  end
end
