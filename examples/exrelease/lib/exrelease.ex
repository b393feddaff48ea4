defmodule Exrelease do
  @moduledoc """
  A small web application that needs nothing outside of OTP and Elixir.

  It exists to be released: it has configuration that is read at boot, secrets, static files,
  protocols to consolidate and a supervision tree that stops gracefully.
  """

  @doc """
  The version of the application, as its `.app` file states it.
  """
  @spec version() :: String.t()
  def version do
    _ = Application.load(:exrelease)
    to_string(Application.spec(:exrelease, :vsn))
  end

  @doc """
  How long the virtual machine has been running.
  """
  @spec uptime() :: Exrelease.Duration.t()
  def uptime do
    {milliseconds, _since_last_call} = :erlang.statistics(:wall_clock)
    Exrelease.Duration.from_milliseconds(milliseconds)
  end
end
