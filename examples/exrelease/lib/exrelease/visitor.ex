defmodule Exrelease.Visitor do
  @moduledoc """
  Recognises visitors by a signed cookie.
  """

  alias Exrelease.HTTP.{Request, Response}
  alias Exrelease.Secret

  @cookie "exrelease_visitor"
  @purpose "visitor cookie"
  @max_age 60 * 60 * 24 * 30

  @doc """
  The visitor's id, if the request carries a cookie that this server signed.
  """
  @spec identify(Request.t()) :: {:known, String.t()} | :unknown
  def identify(request) do
    with {:ok, signed} <- Request.fetch_cookie(request, @cookie),
         {:ok, id} <- Secret.verify(signed, @purpose) do
      {:known, id}
    else
      :error -> :unknown
    end
  end

  @doc """
  Gives the visitor a new id.
  """
  @spec remember(Response.t()) :: Response.t()
  def remember(response) do
    id = Base.url_encode64(:crypto.strong_rand_bytes(16), padding: false)
    cookie = "#{@cookie}=#{Secret.sign(id, @purpose)}"

    Response.put_header(
      response,
      "set-cookie",
      "#{cookie}; Path=/; Max-Age=#{@max_age}; HttpOnly; SameSite=Lax"
    )
  end
end
