defmodule Exrelease.Secret do
  @moduledoc """
  Keeps the secret of this node and signs with it.

  Without a configured secret a random one is made at boot. Signatures are then valid until the
  node stops, which is what development and tests want.
  """

  use Agent

  @doc """
  Starts the keeper with the configured secret, or `nil` to make one.
  """
  @spec start_link(String.t() | nil) :: Agent.on_start()
  def start_link(configured) do
    Agent.start_link(fn -> build(configured) end, name: __MODULE__)
  end

  @doc """
  Whether the secret was configured (`:set`) or made at boot (`:temporary`).
  """
  @spec origin() :: :set | :temporary
  def origin, do: Agent.get(__MODULE__, & &1.origin)

  @doc """
  Appends a signature to `value`. The `purpose` keeps one use from being taken for another.
  """
  @spec sign(String.t(), String.t()) :: String.t()
  def sign(value, purpose) do
    value <> "." <> Base.url_encode64(mac(value, purpose), padding: false)
  end

  @doc """
  Takes a signed value apart, if the signature was made by `sign/2` with the same purpose.
  """
  @spec verify(String.t(), String.t()) :: {:ok, String.t()} | :error
  def verify(signed, purpose) do
    with [value, signature] <- String.split(signed, ".", parts: 2),
         {:ok, given} <- Base.url_decode64(signature, padding: false),
         expected = mac(value, purpose),
         true <- byte_size(given) == byte_size(expected),
         true <- :crypto.hash_equals(given, expected) do
      {:ok, value}
    else
      _ -> :error
    end
  end

  defp build(nil), do: state(:temporary, :crypto.strong_rand_bytes(64))
  defp build(secret) when is_binary(secret), do: state(:set, secret)

  # A function doesn't show what it holds, should the state ever be printed.
  defp state(origin, key), do: %{origin: origin, key: fn -> key end}

  defp mac(value, purpose) do
    key = Agent.get(__MODULE__, & &1.key)
    derived = :crypto.mac(:hmac, :sha256, key.(), purpose)
    :crypto.mac(:hmac, :sha256, derived, value)
  end
end
