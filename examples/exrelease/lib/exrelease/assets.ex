defmodule Exrelease.Assets do
  @moduledoc """
  Serves the files below `priv/static`.
  """

  alias Exrelease.HTTP.{Request, Response}

  @max_age Application.compile_env(:exrelease, :assets_max_age, 0)

  @content_types %{
    ".css" => "text/css; charset=utf-8",
    ".html" => "text/html; charset=utf-8",
    ".ico" => "image/x-icon",
    ".jpg" => "image/jpeg",
    ".js" => "text/javascript; charset=utf-8",
    ".json" => "application/json",
    ".map" => "application/json",
    ".png" => "image/png",
    ".svg" => "image/svg+xml",
    ".txt" => "text/plain; charset=utf-8",
    ".webp" => "image/webp",
    ".woff2" => "font/woff2"
  }

  @doc """
  Answers a request for the file whose path below `priv/static` has the given segments, as they
  stand in the request: still percent-encoded.
  """
  @spec serve(Request.t(), [String.t()]) :: Response.t()
  def serve(request, segments) do
    with {:ok, names} <- decode_all(segments),
         {:ok, body} <- read(root(), names) do
      respond(request, List.last(names), body)
    else
      :error -> Response.not_found()
    end
  end

  defp root, do: Application.app_dir(:exrelease, "priv/static")

  # Each segment must name one entry of a folder, so that no request leads out of the root.
  defp decode_all(segments) do
    names = Enum.map(segments, &decode/1)
    if :error in names, do: :error, else: {:ok, names}
  end

  defp decode(segment) do
    name = URI.decode(segment)

    if name in ["", ".", ".."] or not String.valid?(name) or
         String.contains?(name, ["/", "\\", <<0>>]) do
      :error
    else
      name
    end
  rescue
    # Raised for a percent sign that isn't followed by two hexadecimal digits.
    ArgumentError -> :error
  end

  # Symbolic links are not followed: they could lead out of the root, too.
  defp read(folder, [name]) do
    path = Path.join(folder, name)

    with {:ok, %File.Stat{type: :regular}} <- File.lstat(path),
         {:ok, body} <- File.read(path) do
      {:ok, body}
    else
      _ -> :error
    end
  end

  defp read(folder, [name | rest]) do
    path = Path.join(folder, name)

    case File.lstat(path) do
      {:ok, %File.Stat{type: :directory}} -> read(path, rest)
      _ -> :error
    end
  end

  defp respond(request, name, body) do
    etag = ~s("#{Base.encode16(:crypto.hash(:sha256, body), case: :lower)}")

    response =
      if Request.matches_etag?(request, etag) do
        %Response{status: 304}
      else
        type = Map.get(@content_types, Path.extname(name), "application/octet-stream")
        Response.new(200, type, body)
      end

    response
    |> Response.put_header("etag", etag)
    |> Response.put_header("cache-control", "public, max-age=#{@max_age}")
  end
end
