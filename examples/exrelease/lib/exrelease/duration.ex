defmodule Exrelease.Duration do
  @moduledoc """
  A span of time in whole seconds.
  """

  @enforce_keys [:seconds]
  defstruct [:seconds]

  @type t :: %__MODULE__{seconds: non_neg_integer()}

  @units [{"d", 86_400}, {"h", 3_600}, {"min", 60}, {"s", 1}]

  @doc """
  Rounds milliseconds down to a duration.
  """
  @spec from_milliseconds(non_neg_integer()) :: t()
  def from_milliseconds(milliseconds), do: %__MODULE__{seconds: div(milliseconds, 1000)}

  defimpl String.Chars do
    def to_string(%{seconds: 0}), do: "0 s"

    def to_string(%{seconds: seconds}) do
      {parts, 0} =
        Enum.map_reduce(Exrelease.Duration.units(), seconds, fn {name, size}, rest ->
          {{div(rest, size), name}, rem(rest, size)}
        end)

      for({count, name} <- parts, count > 0, do: "#{count} #{name}")
      |> Enum.join(" ")
    end
  end

  @doc false
  def units, do: @units
end
