defmodule Exrelease.HTTP.Response do
  @moduledoc """
  One HTTP response.
  """

  @enforce_keys [:status]
  defstruct [:status, headers: [], body: ""]

  @type t :: %__MODULE__{
          status: 200..599,
          headers: [{String.t(), String.t()}],
          body: iodata()
        }

  @reasons %{
    200 => "OK",
    304 => "Not Modified",
    400 => "Bad Request",
    404 => "Not Found",
    405 => "Method Not Allowed",
    408 => "Request Timeout",
    413 => "Content Too Large",
    431 => "Request Header Fields Too Large",
    500 => "Internal Server Error",
    501 => "Not Implemented",
    503 => "Service Unavailable",
    505 => "HTTP Version Not Supported"
  }

  @doc """
  A response with a body of the given type.
  """
  @spec new(pos_integer(), String.t(), iodata()) :: t()
  def new(status, content_type, body) do
    %__MODULE__{status: status, headers: [{"content-type", content_type}], body: body}
  end

  @doc """
  A response in plain text.
  """
  @spec text(pos_integer(), iodata()) :: t()
  def text(status, body), do: new(status, "text/plain; charset=utf-8", body)

  @doc """
  A response that says no more than its status.
  """
  @spec status(pos_integer()) :: t()
  def status(status), do: text(status, [Map.fetch!(@reasons, status), "\n"])

  @doc """
  There is no such resource.
  """
  @spec not_found() :: t()
  def not_found, do: status(404)

  @doc """
  The resource exists but knows only the methods given.
  """
  @spec method_not_allowed([String.t()]) :: t()
  def method_not_allowed(allowed) do
    405 |> status() |> put_header("allow", Enum.join(allowed, ", "))
  end

  @doc """
  Adds a header.
  """
  @spec put_header(t(), String.t(), String.t()) :: t()
  def put_header(response, name, value) do
    %{response | headers: response.headers ++ [{name, value}]}
  end

  @doc """
  The bytes that go to the client. `HEAD` requests get all but the body.
  """
  @spec encode(t(), String.t(), :keep_alive | :close) :: iodata()
  def encode(response, method, connection) do
    [
      ["HTTP/1.1 ", Integer.to_string(response.status), " ", @reasons[response.status], "\r\n"],
      ["date: ", Calendar.strftime(DateTime.utc_now(), "%a, %d %b %Y %H:%M:%S GMT"), "\r\n"],
      content_length(response),
      connection_header(connection),
      "x-content-type-options: nosniff\r\n",
      for({name, value} <- response.headers, do: [name, ": ", value, "\r\n"]),
      "\r\n",
      if(method == "HEAD", do: "", else: response.body)
    ]
  end

  defp content_length(%{status: 304}), do: ""

  defp content_length(%{body: body}) do
    ["content-length: ", body |> IO.iodata_length() |> Integer.to_string(), "\r\n"]
  end

  defp connection_header(:keep_alive), do: "connection: keep-alive\r\n"
  defp connection_header(:close), do: "connection: close\r\n"
end
