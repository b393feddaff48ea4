defmodule Exrelease.Visits.Store do
  @moduledoc """
  Where visits are counted.
  """

  alias Exrelease.Visits

  @type state :: term()

  @doc "Opens the store; what keeps it open belongs to the calling process."
  @callback open(place :: term()) :: {:ok, state()} | {:error, String.t()}
  @callback counts(state()) :: Visits.t() | {:error, String.t()}
  @callback record(state(), :new | :returning) :: Visits.t() | {:error, String.t()}
end
