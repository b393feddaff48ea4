defmodule Exrelease.Application do
  @moduledoc false

  use Application

  require Logger

  @impl true
  def start(_type, _args) do
    http = Application.fetch_env!(:exrelease, :http)

    children = [
      {Exrelease.Secret, Application.get_env(:exrelease, :secret_key_base)},
      {Exrelease.Visits, store()},
      {Exrelease.HTTP.Server, [handler: &Exrelease.Router.call/1] ++ http}
    ]

    with {:ok, supervisor} <-
           Supervisor.start_link(children, strategy: :one_for_one, name: Exrelease.Supervisor) do
      Logger.info("exrelease #{Exrelease.version()} listens on #{Exrelease.HTTP.Server.url()}")
      {:ok, supervisor}
    end
  end

  defp store do
    for key <- [:database_url, :data_dir], do: {key, Application.get_env(:exrelease, key)}
  end
end
