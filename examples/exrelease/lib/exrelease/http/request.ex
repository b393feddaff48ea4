defmodule Exrelease.HTTP.Request do
  @moduledoc """
  One HTTP request.

  The path is kept as it came, percent-encoded. Header names are in lower case; a header that was
  sent several times has its values joined.
  """

  @enforce_keys [:method, :path, :version]
  defstruct [:method, :path, :version, query: "", headers: %{}, body: ""]

  @type t :: %__MODULE__{
          method: String.t(),
          path: String.t(),
          version: {non_neg_integer(), non_neg_integer()},
          query: String.t(),
          headers: %{optional(String.t()) => String.t()},
          body: binary()
        }

  @doc """
  Adds a header.
  """
  @spec add_header(t(), String.t(), String.t()) :: t()
  def add_header(request, name, value) do
    name = String.downcase(name)
    separator = if name == "cookie", do: "; ", else: ", "
    headers = Map.update(request.headers, name, value, &(&1 <> separator <> value))
    %{request | headers: headers}
  end

  @doc """
  Whether a header that is a comma separated list has the given word in it.
  """
  @spec header_has?(t(), String.t(), String.t()) :: boolean()
  def header_has?(request, name, word) do
    request.headers
    |> Map.get(name, "")
    |> String.downcase()
    |> String.split(",")
    |> Enum.any?(&(String.trim(&1) == word))
  end

  @doc """
  Whether the client wants to send another request on the same connection.
  """
  @spec keep_alive?(t()) :: boolean()
  def keep_alive?(%{version: {1, 0}} = request),
    do: header_has?(request, "connection", "keep-alive")

  def keep_alive?(request), do: not header_has?(request, "connection", "close")

  @doc """
  Whether the client holds the version of a resource that has the given tag.
  """
  @spec matches_etag?(t(), String.t()) :: boolean()
  def matches_etag?(request, etag) do
    request.headers
    |> Map.get("if-none-match", "")
    |> String.split(",")
    |> Enum.map(&(&1 |> String.trim() |> String.replace_prefix("W/", "")))
    |> Enum.any?(&(&1 in [etag, "*"]))
  end

  @doc """
  Whether the client reads gzip; a weight of zero says that it does not.
  """
  @spec accepts_gzip?(t()) :: boolean()
  def accepts_gzip?(request) do
    request.headers
    |> Map.get("accept-encoding", "")
    |> String.downcase()
    |> String.split(",")
    |> Enum.map(&String.replace(&1, " ", ""))
    |> Enum.any?(
      &(&1 == "gzip" or
          (String.starts_with?(&1, "gzip;q=") and &1 not in ["gzip;q=0", "gzip;q=0.0"]))
    )
  end

  @doc """
  The value of a cookie.
  """
  @spec fetch_cookie(t(), String.t()) :: {:ok, String.t()} | :error
  def fetch_cookie(request, name) do
    request.headers
    |> Map.get("cookie", "")
    |> String.split(";")
    |> Enum.find_value(:error, fn pair ->
      case String.split(String.trim(pair), "=", parts: 2) do
        [^name, value] -> {:ok, value}
        _ -> nil
      end
    end)
  end
end
