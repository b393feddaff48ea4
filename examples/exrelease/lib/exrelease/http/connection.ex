defmodule Exrelease.HTTP.Connection do
  @moduledoc false
  # Serves the requests of one client, one after the other.

  require Logger

  alias Exrelease.HTTP.{Request, Response}

  # Milliseconds that a client may leave the connection idle between two requests.
  @idle_timeout 30_000
  # Milliseconds that a request may take from its first line to the end of its body.
  @request_timeout 15_000
  @max_headers 100
  @max_body 65_536

  def run(socket, handler) do
    receive do
      {:owner, ^socket} -> serve(socket, handler)
    after
      5_000 -> :gen_tcp.close(socket)
    end
  end

  @doc """
  Asks a connection to end after the request that it is serving, if any.
  """
  def drain(pid), do: send(pid, :drain)

  defp serve(socket, handler) do
    case read_request(socket) do
      {:ok, request} ->
        response = handle(request, handler)

        connection =
          if Request.keep_alive?(request) and not draining?(), do: :keep_alive, else: :close

        case :gen_tcp.send(socket, Response.encode(response, request.method, connection)) do
          :ok when connection == :keep_alive -> serve(socket, handler)
          :ok -> finish(socket)
          {:error, _reason} -> :gen_tcp.close(socket)
        end

      {:refuse, status} ->
        _ = :gen_tcp.send(socket, Response.encode(Response.status(status), "GET", :close))
        finish(socket)

      :closed ->
        :gen_tcp.close(socket)
    end
  end

  defp handle(request, handler) do
    handler.(request)
  rescue
    exception ->
      Logger.error(
        "#{request.method} #{request.path} failed: " <>
          Exception.format(:error, exception, __STACKTRACE__)
      )

      Response.status(500)
  end

  defp draining? do
    receive do
      :drain -> true
    after
      0 -> false
    end
  end

  # Bytes that the client is still sending would make the system reset the connection, and the
  # client might lose the response.
  defp finish(socket) do
    _ = :gen_tcp.shutdown(socket, :write)
    _ = :inet.setopts(socket, packet: :raw)
    _ = :gen_tcp.recv(socket, 0, 500)
    :gen_tcp.close(socket)
  end

  # The first line is awaited as a message, so that an idle connection can be asked to end.
  defp read_request(socket) do
    with :ok <- :inet.setopts(socket, active: :once) do
      receive do
        {:http, ^socket, {:http_request, method, uri, version}} ->
          deadline = System.monotonic_time(:millisecond) + @request_timeout
          read_rest(socket, to_string(method), uri, version, deadline)

        {:http, ^socket, _unexpected} ->
          {:refuse, 400}

        {:tcp_error, ^socket, _reason} ->
          :closed

        {:tcp_closed, ^socket} ->
          :closed

        :drain ->
          :closed
      after
        @idle_timeout -> :closed
      end
    else
      {:error, _reason} -> :closed
    end
  end

  defp read_rest(socket, method, uri, {1, minor} = version, deadline) when minor in [0, 1] do
    with {:ok, path, query} <- split_uri(uri),
         request = %Request{method: method, path: path, query: query, version: version},
         {:ok, request} <- read_headers(socket, request, @max_headers, deadline),
         :ok <- check_host(request) do
      read_body(socket, request, deadline)
    end
  end

  defp read_rest(_socket, _method, _uri, _version, _deadline), do: {:refuse, 505}

  defp split_uri({:abs_path, target}), do: split_target(target)
  defp split_uri({:absoluteURI, _scheme, _host, _port, target}), do: split_target(target)
  defp split_uri(:*), do: {:ok, "*", ""}
  defp split_uri(_uri), do: {:refuse, 400}

  defp split_target(target) do
    case String.split(target, "?", parts: 2) do
      [path] -> {:ok, path, ""}
      [path, query] -> {:ok, path, query}
    end
  end

  defp read_headers(socket, request, left, deadline) do
    case :gen_tcp.recv(socket, 0, remaining(deadline)) do
      {:ok, :http_eoh} ->
        {:ok, request}

      {:ok, {:http_header, _, _, _, _}} when left == 0 ->
        {:refuse, 431}

      {:ok, {:http_header, _, name, _, value}} ->
        request = Request.add_header(request, to_string(name), value)
        read_headers(socket, request, left - 1, deadline)

      {:ok, {:http_error, _line}} ->
        {:refuse, 400}

      {:error, :timeout} ->
        {:refuse, 408}

      {:error, _reason} ->
        :closed
    end
  end

  defp check_host(%Request{version: {1, 1}, headers: headers})
       when not is_map_key(headers, "host"),
       do: {:refuse, 400}

  defp check_host(_request), do: :ok

  defp read_body(_socket, %Request{headers: %{"transfer-encoding" => _}}, _deadline) do
    {:refuse, 501}
  end

  defp read_body(socket, %Request{headers: %{"content-length" => text}} = request, deadline) do
    case Integer.parse(text) do
      {0, ""} -> {:ok, request}
      {length, ""} when length > @max_body -> {:refuse, 413}
      {length, ""} when length > 0 -> receive_body(socket, request, length, deadline)
      _ -> {:refuse, 400}
    end
  end

  defp read_body(_socket, request, _deadline), do: {:ok, request}

  defp receive_body(socket, request, length, deadline) do
    with :ok <- confirm(socket, request),
         :ok <- :inet.setopts(socket, packet: :raw),
         {:ok, body} <- :gen_tcp.recv(socket, length, remaining(deadline)),
         :ok <- :inet.setopts(socket, packet: :http_bin) do
      {:ok, %{request | body: body}}
    else
      {:error, :timeout} -> {:refuse, 408}
      {:error, _reason} -> :closed
    end
  end

  defp confirm(socket, request) do
    if Request.header_has?(request, "expect", "100-continue") do
      :gen_tcp.send(socket, "HTTP/1.1 100 Continue\r\n\r\n")
    else
      :ok
    end
  end

  defp remaining(deadline), do: max(deadline - System.monotonic_time(:millisecond), 0)
end
