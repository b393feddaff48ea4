defmodule Exrelease.Page do
  @moduledoc """
  The page that tells how this node is doing.
  """

  alias Exrelease.Visits

  defmodule Fact do
    @moduledoc """
    One line of the page.
    """

    @enforce_keys [:id, :label, :value]
    defstruct [:id, :label, :value]

    @type t :: %__MODULE__{id: String.t(), label: String.t(), value: Exrelease.Renderable.t()}
  end

  @enforce_keys [:title, :facts]
  defstruct [:title, :facts]

  @type t :: %__MODULE__{title: String.t(), facts: [Fact.t()]}

  @doc """
  Gathers what there is to tell.
  """
  @spec build(Visits.t()) :: t()
  def build(%Visits{} = visits) do
    version = Exrelease.version()

    %__MODULE__{
      title: "exrelease #{version}",
      facts: [
        fact("version", "Version", version),
        fact("node", "Node", node()),
        fact("uptime", "Uptime", Exrelease.uptime()),
        fact("visits", "Visits", visits),
        fact("store", "Counted in", Visits.place()),
        fact("protocols", "Protocols consolidated", consolidated?()),
        fact("secret", "Secret", secret()),
        fact("elixir", "Elixir", System.version()),
        fact("otp", "Erlang/OTP", System.otp_release())
      ]
    }
  end

  defp fact(id, label, value), do: %Fact{id: id, label: label, value: value}

  defp consolidated?, do: Protocol.consolidated?(Exrelease.Renderable)

  defp secret do
    case Exrelease.Secret.origin() do
      :set -> "set"
      :temporary -> "not set, a temporary one is in use"
    end
  end
end

defimpl Exrelease.Renderable, for: Exrelease.Page.Fact do
  alias Exrelease.Renderable

  def to_html(%{id: id, label: label, value: value}) do
    [
      "      <dt>",
      Renderable.to_html(label),
      ~s(</dt>\n      <dd id="),
      Renderable.to_html(id),
      ~s(">),
      Renderable.to_html(value),
      "</dd>\n"
    ]
  end
end

defimpl Exrelease.Renderable, for: Exrelease.Page do
  alias Exrelease.{Assets, Renderable}

  def to_html(%{title: title, facts: facts}) do
    title = Renderable.to_html(title)

    [
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
      """,
      ["  <title>", title, "</title>\n"],
      [
        ~s(  <link rel="icon" type="image/svg+xml" href="),
        Assets.path("images/mark.svg"),
        ~s(">\n)
      ],
      [~s(  <link rel="stylesheet" href="), Assets.path("assets/css/app.css"), ~s(">\n)],
      [~s(  <script src="), Assets.path("assets/js/app.js"), ~s(" defer></script>\n)],
      """
      </head>
      <body>
        <main>
      """,
      ["    <h1>", title, "</h1>\n"],
      "    <dl>\n",
      Renderable.to_html(facts),
      """
          </dl>
        </main>
      </body>
      </html>
      """
    ]
  end
end
