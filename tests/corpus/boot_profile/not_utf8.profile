Elixir.Shop
ü
