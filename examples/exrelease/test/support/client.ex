defmodule Exrelease.Client do
  @moduledoc """
  A plain HTTP client for tests: what it sends and receives is what stands on the wire.
  """

  @timeout 5_000

  @doc """
  Opens a connection to the server that has the given URL.
  """
  def connect(url \\ Exrelease.HTTP.Server.url()) do
    %URI{host: host, port: port} = URI.parse(url)
    :gen_tcp.connect(to_charlist(host), port, [:binary, active: false, packet: :raw], @timeout)
  end

  @doc """
  Sends one request on a connection of its own and returns `{status, headers, body}`.
  """
  def request(method, path, headers \\ []) do
    {:ok, socket} = connect()
    :ok = :gen_tcp.send(socket, encode(method, path, [{"connection", "close"} | headers]))
    response = read_response(socket, method)
    :gen_tcp.close(socket)
    response
  end

  @doc """
  The bytes of a request without a body.
  """
  def encode(method, path, headers \\ []) do
    lines =
      for {name, value} <- [{"host", "localhost"} | headers], do: [name, ": ", value, "\r\n"]

    [method, " ", path, " HTTP/1.1\r\n", lines, "\r\n"]
  end

  @doc """
  Reads one response and leaves the connection ready for the next.
  """
  def read_response(socket, method \\ "GET") do
    :ok = :inet.setopts(socket, packet: :http_bin)
    {:ok, {:http_response, _version, status, _reason}} = :gen_tcp.recv(socket, 0, @timeout)
    headers = read_headers(socket, %{})
    :ok = :inet.setopts(socket, packet: :raw)
    length = headers |> Map.get("content-length", "0") |> String.to_integer()
    {status, headers, if(method == "HEAD", do: "", else: read_body(socket, length))}
  end

  defp read_headers(socket, headers) do
    case :gen_tcp.recv(socket, 0, @timeout) do
      {:ok, :http_eoh} ->
        headers

      {:ok, {:http_header, _, name, _, value}} ->
        read_headers(socket, Map.put(headers, String.downcase(to_string(name)), value))
    end
  end

  defp read_body(_socket, 0), do: ""

  defp read_body(socket, length) do
    {:ok, body} = :gen_tcp.recv(socket, length, @timeout)
    body
  end
end
