defmodule Exrelease.HTTP.ServerTest do
  use ExUnit.Case, async: true

  import ExUnit.CaptureLog

  alias Exrelease.Client
  alias Exrelease.HTTP.{Response, Server}

  defp start_server(context, options) do
    name = server_name(context)
    options = Keyword.merge([name: name, address: {127, 0, 0, 1}, port: 0, acceptors: 2], options)
    start_supervised!({Server, options}, id: :server, restart: :temporary)
    Server.url(name)
  end

  defp server_name(context), do: Module.concat(__MODULE__, "Server#{context.line}")

  defp echo(request), do: Response.text(200, "#{request.method} #{request.path} #{request.body}")

  defp exchange(socket, bytes) do
    :ok = :gen_tcp.send(socket, bytes)
    Client.read_response(socket)
  end

  defp closed?(socket), do: :gen_tcp.recv(socket, 0, 5_000) == {:error, :closed}

  setup context do
    if context[:echo] do
      {:ok, socket} = context |> start_server(handler: &echo/1) |> Client.connect()
      [socket: socket]
    else
      :ok
    end
  end

  @tag :echo
  test "a connection serves several requests", %{socket: socket} do
    for path <- ["/a", "/b", "/c"] do
      assert {200, %{"connection" => "keep-alive"}, body} =
               exchange(socket, Client.encode("GET", path))

      assert body == "GET #{path} "
    end
  end

  @tag :echo
  test "requests may be sent ahead of the answers", %{socket: socket} do
    :ok = :gen_tcp.send(socket, [Client.encode("GET", "/a"), Client.encode("GET", "/b")])
    assert {200, _, "GET /a "} = Client.read_response(socket)
    assert {200, _, "GET /b "} = Client.read_response(socket)
  end

  @tag :echo
  test "the client may ask to close", %{socket: socket} do
    request = Client.encode("GET", "/", [{"connection", "close"}])
    assert {200, %{"connection" => "close"}, _} = exchange(socket, request)
    assert closed?(socket)
  end

  @tag :echo
  test "HTTP/1.0 closes", %{socket: socket} do
    assert {200, _, _} = exchange(socket, "GET / HTTP/1.0\r\n\r\n")
    assert closed?(socket)
  end

  @tag :echo
  test "HTTP/1.0 keeps alive where asked", %{socket: socket} do
    request = "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"
    assert {200, _, _} = exchange(socket, request)
    assert {200, _, _} = exchange(socket, request)
  end

  @tag :echo
  test "bodies are read", %{socket: socket} do
    request = [Client.encode("POST", "/", [{"content-length", "5"}]), "hello"]
    assert {200, _, "POST / hello"} = exchange(socket, request)
    assert {200, _, "GET / "} = exchange(socket, Client.encode("GET", "/"))
  end

  @tag :echo
  test "a client that waits for permission to send a body gets it", %{socket: socket} do
    headers = [{"content-length", "2"}, {"expect", "100-continue"}]
    :ok = :gen_tcp.send(socket, Client.encode("PUT", "/", headers))
    assert {:ok, "HTTP/1.1 100 Continue\r\n\r\n"} = :gen_tcp.recv(socket, 25, 5_000)
    assert {200, _, "PUT / hi"} = exchange(socket, "hi")
  end

  @tag :echo
  test "a target may be a whole URI", %{socket: socket} do
    assert {200, _, "GET /a "} = exchange(socket, Client.encode("GET", "http://localhost/a?b=c"))
  end

  for {name, status, bytes} <- [
        {"garbage", 400, "garbage\r\n\r\n"},
        {"a missing host", 400, "GET / HTTP/1.1\r\n\r\n"},
        {"a negative length", 400, "GET / HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n"},
        {"two lengths", 400,
         "GET / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 1\r\n\r\n"},
        {"a large body", 413, "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 65537\r\n\r\n"},
        {"a chunked body", 501,
         "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n"},
        {"another version", 505, "GET / HTTP/2.0\r\n\r\n"},
        {"many headers", 431,
         ["GET / HTTP/1.1\r\nhost: a\r\n", String.duplicate("x: y\r\n", 101), "\r\n"]}
      ] do
    @tag :echo
    test "#{name} is refused with #{status}", %{socket: socket} do
      assert {unquote(status), %{"connection" => "close"}, _} = exchange(socket, unquote(bytes))
      assert closed?(socket)
    end
  end

  for {name, bytes} <- [
        {"target", ["GET /", String.duplicate("a", 10_000), " HTTP/1.1\r\n\r\n"]},
        {"header", ["GET / HTTP/1.1\r\nx: ", String.duplicate("a", 10_000), "\r\n\r\n"]}
      ] do
    @tag :echo
    test "a long #{name} ends the connection", %{socket: socket} do
      :ok = :gen_tcp.send(socket, unquote(bytes))
      assert {:error, reason} = :gen_tcp.recv(socket, 0, 5_000)
      assert reason in [:closed, :econnreset]
    end
  end

  test "a failing handler costs one answer, not the server", context do
    handler = fn
      %{path: "/fail"} -> raise "on purpose"
      request -> echo(request)
    end

    {:ok, socket} = context |> start_server(handler: handler) |> Client.connect()

    log =
      capture_log(fn ->
        assert {500, _, _} = exchange(socket, Client.encode("GET", "/fail"))
      end)

    assert log =~ "GET /fail failed: ** (RuntimeError) on purpose"
    assert {200, _, _} = exchange(socket, Client.encode("GET", "/"))
  end

  test "too many connections are told so", context do
    url = start_server(context, handler: &echo/1, max_connections: 1)
    {:ok, first} = Client.connect(url)
    assert {200, _, _} = exchange(first, Client.encode("GET", "/"))

    {:ok, second} = Client.connect(url)
    assert {503, _, _} = Client.read_response(second)
  end

  test "a stop lets a running request finish and ends idle connections", context do
    test = self()

    handler = fn request ->
      send(test, {:handling, self()})

      receive do
        :go_on -> echo(request)
      end
    end

    url = start_server(context, handler: handler)
    server = context |> server_name() |> Process.whereis()
    {:ok, idle} = Client.connect(url)
    {:ok, busy} = Client.connect(url)
    :ok = :gen_tcp.send(busy, Client.encode("GET", "/"))
    assert_receive {:handling, connection}, 5_000

    stop = Task.async(fn -> Supervisor.stop(server) end)
    assert closed?(idle)
    assert {:error, :econnrefused} = Client.connect(url)

    send(connection, :go_on)
    assert {200, %{"connection" => "close"}, "GET / "} = Client.read_response(busy)
    assert Task.await(stop) == :ok
  end

  test "a stop doesn't wait for ever", context do
    test = self()

    handler = fn _request ->
      send(test, :handling)
      Process.sleep(:infinity)
    end

    {:ok, socket} =
      context |> start_server(handler: handler, drain_timeout: 50) |> Client.connect()

    :ok = :gen_tcp.send(socket, Client.encode("GET", "/"))
    assert_receive :handling, 5_000
    assert :ok = stop_supervised(:server)
  end

  test "a port that is taken is reported", context do
    url = start_server(context, handler: &echo/1)
    %URI{port: port} = URI.parse(url)
    Process.flag(:trap_exit, true)

    log =
      capture_log(fn ->
        assert {:error, _} =
                 Server.start_link(
                   name: __MODULE__.Taken,
                   handler: &echo/1,
                   address: {127, 0, 0, 1},
                   port: port
                 )
      end)

    assert log =~ "cannot listen on 127.0.0.1:#{port}: address already in use"
  end
end
