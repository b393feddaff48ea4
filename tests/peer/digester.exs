# The real digester of Phoenix, on folders:
#
#     elixir -pa JSX/ebin digester.exs PHOENIX [--no-vsn] INPUT OUTPUT [INPUT OUTPUT...]
#     elixir -pa JSX/ebin digester.exs PHOENIX --clean AGE KEEP FOLDER
#
# PHOENIX is a checkout of Phoenix. Its digester needs nothing of the rest but two settings and a JSON library; jsx is one
# that Debian's RabbitMQ brings.
defmodule Phoenix do
  def json_library, do: Phoenix.JSX
end

defmodule Phoenix.JSX do
  def encode!(term), do: :jsx.encode(term)
  def decode!(text), do: :jsx.decode(text, [:return_maps])
end

[phoenix | arguments] = System.argv()

for file <- ["compressor.ex", "gzip.ex"],
    path = Path.join([phoenix, "lib/phoenix/digester", file]),
    do: Code.require_file(path)

Code.require_file(Path.join(phoenix, "lib/phoenix/digester.ex"))

Application.put_env(:phoenix, :static_compressors, [Phoenix.Digester.Gzip])

Application.put_env(
  :phoenix,
  :gzippable_exts,
  ~w(.js .map .css .txt .text .html .json .svg .eot .ttf)
)

case arguments do
  ["--clean", age, keep, folder] ->
    :ok = Phoenix.Digester.clean(folder, String.to_integer(age), String.to_integer(keep))

  _ ->
    {vsn?, folders} =
      case arguments do
        ["--no-vsn" | folders] -> {false, folders}
        folders -> {true, folders}
      end

    for [input, output] <- Enum.chunk_every(folders, 2) do
      # Paths are expanded in the current folder, as Mix has it in the project's.
      :ok = Phoenix.Digester.compile(input, output, vsn?)
    end
end
