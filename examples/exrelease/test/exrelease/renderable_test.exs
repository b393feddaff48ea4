defmodule Exrelease.RenderableTest do
  use ExUnit.Case, async: true

  alias Exrelease.{Duration, Page, Renderable, Visits}

  defp html(value), do: value |> Renderable.to_html() |> IO.iodata_to_binary()

  test "text is escaped" do
    assert html("") == ""
    assert html("Grüße") == "Grüße"

    assert html(~s(<a href="x">'&'</a>)) ==
             "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;"
  end

  test "atoms are words" do
    assert html(nil) == "none"
    assert html(true) == "yes"
    assert html(false) == "no"
    assert html(:"a<b@host") == "a&lt;b@host"
  end

  test "long numbers are grouped" do
    assert html(0) == "0"
    assert html(999) == "999"
    assert html(1_000_000) == "1&#8239;000&#8239;000"
    assert html(-1234) == "&minus;1&#8239;234"
  end

  test "lists are rendered element by element" do
    assert html(["<", 1, [true]]) == "&lt;1yes"
  end

  test "durations carry their seconds" do
    assert html(%Duration{seconds: 0}) == ~s(<time data-seconds="0">0 s</time>)

    assert html(%Duration{seconds: 90_061}) ==
             ~s(<time data-seconds="90061">1 d 1 h 1 min 1 s</time>)
  end

  test "visits agree with their number" do
    assert html(%Visits{total: 2, visitors: 1}) == "2 by 1 visitor"
    assert html(%Visits{total: 0, visitors: 0}) == "0 by 0 visitors"
  end

  test "the facts of a page are escaped" do
    page = %Page{title: "<title>", facts: [%Page.Fact{id: "id", label: "a&b", value: "<value>"}]}
    assert html(page) =~ "<h1>&lt;title&gt;</h1>"
    assert html(page) =~ ~s(<dt>a&amp;b</dt>\n      <dd id="id">&lt;value&gt;</dd>)
  end
end
