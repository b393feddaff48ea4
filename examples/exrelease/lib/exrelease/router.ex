defmodule Exrelease.Router do
  @moduledoc """
  Maps requests to answers.
  """

  alias Exrelease.{Assets, Page, Renderable, Visitor, Visits}
  alias Exrelease.HTTP.{Request, Response}

  @doc """
  Answers one request.
  """
  @spec call(Request.t()) :: Response.t()
  def call(%Request{method: method} = request) do
    case {route(request.path), method} do
      {:unknown, _method} -> Response.not_found()
      {route, method} when method in ["GET", "HEAD"] -> answer(route, request)
      {_route, _method} -> Response.method_not_allowed(["GET", "HEAD"])
    end
  end

  defp route("/"), do: :page
  defp route("/health"), do: :health
  defp route("/assets/" <> rest), do: {:assets, ["assets" | String.split(rest, "/")]}
  defp route("/images/" <> rest), do: {:assets, ["images" | String.split(rest, "/")]}
  defp route(_path), do: :unknown

  defp answer(:health, _request), do: Response.text(200, "ok")
  defp answer({:assets, segments}, request), do: Assets.serve(request, segments)

  # HEAD asks about the page without visiting it.
  defp answer(:page, %Request{method: "HEAD"}), do: page(Visits.counts())

  defp answer(:page, request) do
    case Visitor.identify(request) do
      {:known, _id} -> page(Visits.record(:returning))
      :unknown -> :new |> Visits.record() |> page() |> Visitor.remember()
    end
  end

  defp page(visits) do
    html = visits |> Page.build() |> Renderable.to_html()

    Response.new(200, "text/html; charset=utf-8", html)
    |> Response.put_header("cache-control", "no-store")
    |> Response.put_header("content-security-policy", "default-src 'self'")
  end
end
