defprotocol Exrelease.Renderable do
  @moduledoc """
  Turns values into HTML that is safe to send.
  """

  @doc """
  Returns the value as HTML. Text is escaped.
  """
  @spec to_html(t) :: iodata()
  def to_html(value)
end

defimpl Exrelease.Renderable, for: BitString do
  def to_html(text) when is_binary(text), do: escape(text, text, 0, 0)

  # Runs of text between two escapes are passed on as parts of the original binary.
  for {char, escaped} <- [
        {?<, "&lt;"},
        {?>, "&gt;"},
        {?&, "&amp;"},
        {?", "&quot;"},
        {?', "&#39;"}
      ] do
    defp escape(<<unquote(char), rest::binary>>, text, start, length) do
      [
        binary_part(text, start, length),
        unquote(escaped) | escape(rest, text, start + length + 1, 0)
      ]
    end
  end

  defp escape(<<_byte, rest::binary>>, text, start, length) do
    escape(rest, text, start, length + 1)
  end

  defp escape(<<>>, text, start, length), do: [binary_part(text, start, length)]
end

defimpl Exrelease.Renderable, for: Atom do
  def to_html(nil), do: "none"
  def to_html(true), do: "yes"
  def to_html(false), do: "no"
  def to_html(atom), do: atom |> Atom.to_string() |> Exrelease.Renderable.to_html()
end

defimpl Exrelease.Renderable, for: Integer do
  @separator "&#8239;"

  def to_html(number) when number < 0, do: ["&minus;" | to_html(-number)]

  def to_html(number) do
    number
    |> Integer.digits()
    |> Enum.reverse()
    |> Enum.chunk_every(3)
    |> Enum.map(&(&1 |> Enum.reverse() |> Enum.join()))
    |> Enum.reverse()
    |> Enum.intersperse(@separator)
  end
end

defimpl Exrelease.Renderable, for: List do
  def to_html(list), do: Enum.map(list, &Exrelease.Renderable.to_html/1)
end

defimpl Exrelease.Renderable, for: Exrelease.Duration do
  def to_html(duration) do
    text = duration |> to_string() |> Exrelease.Renderable.to_html()
    [~s(<time data-seconds="), Integer.to_string(duration.seconds), ~s(">), text, "</time>"]
  end
end

defimpl Exrelease.Renderable, for: Exrelease.Visits do
  def to_html(%{total: total, visitors: visitors}) do
    [
      Exrelease.Renderable.to_html(total),
      " by ",
      Exrelease.Renderable.to_html(visitors),
      if(visitors == 1, do: " visitor", else: " visitors")
    ]
  end
end
