Elixir.Shop
ets lists
