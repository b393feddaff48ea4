defmodule Exrelease.Assets do
  @moduledoc """
  Serves the files below `priv/static`, and names the digested ones: what `slipway assets` (or `mix phx.digest`) listed in
  `cache_manifest.json` has a name that changes with its content, so that browsers may keep it for ever.
  """

  alias Exrelease.HTTP.{Request, Response}

  @max_age Application.compile_env(:exrelease, :assets_max_age, 0)

  # A year, which is as good as for ever (RFC 9111, 1.2.2).
  @for_ever "public, max-age=31536000, immutable"

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
      keep = if digested?(names), do: @for_ever, else: "public, max-age=#{@max_age}"
      respond(request, names, body, keep)
    else
      :error -> Response.not_found()
    end
  end

  @doc """
  The path under which a page names the file `name`, relative to `priv/static`.
  """
  @spec path(String.t()) :: String.t()
  def path(name), do: "/" <> Map.get(latest(), name, name)

  # A release's files don't change while it runs.
  defp latest do
    case :persistent_term.get(__MODULE__, nil) do
      nil ->
        latest = read_latest()
        :persistent_term.put(__MODULE__, latest)
        latest

      latest ->
        latest
    end
  end

  # The object "latest" of the manifest maps names to digested names. Before OTP 27 there is no JSON reader in the box.
  defp read_latest do
    with {:ok, manifest} <- File.read(Path.join(root(), "cache_manifest.json")),
         [_, latest] <- Regex.run(~r/"latest"\s*:\s*\{([^}]*)\}/, manifest) do
      for [_, name, digested] <- Regex.scan(~r/"([^"]+)"\s*:\s*"([^"]+)"/, latest), into: %{} do
        {name, digested}
      end
    else
      _ -> %{}
    end
  end

  defp digested?(names), do: Enum.join(names, "/") in Map.values(latest())

  defp root do
    Application.get_env(:exrelease, :static_folder) ||
      Application.app_dir(:exrelease, "priv/static")
  end

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

  # Each encoding is a representation of its own, with a tag of its own.
  defp respond(request, names, body, keep) do
    {body, encoding} = encoded(request, names, body)
    etag = ~s("#{Base.encode16(:crypto.hash(:sha256, body), case: :lower)}")

    response =
      if Request.matches_etag?(request, etag) do
        %Response{status: 304}
      else
        type = Map.get(@content_types, Path.extname(List.last(names)), "application/octet-stream")
        200 |> Response.new(type, body) |> with_encoding(encoding)
      end

    response
    |> Response.put_header("etag", etag)
    |> Response.put_header("cache-control", keep)
    |> Response.put_header("vary", "accept-encoding")
  end

  # The digester leaves a compressed file beside each one that it pays for.
  defp encoded(request, names, body) do
    with true <- Request.accepts_gzip?(request),
         {:ok, packed} <- read(root(), List.update_at(names, -1, &(&1 <> ".gz"))) do
      {packed, "gzip"}
    else
      _ -> {body, nil}
    end
  end

  defp with_encoding(response, nil), do: response

  defp with_encoding(response, encoding),
    do: Response.put_header(response, "content-encoding", encoding)
end
