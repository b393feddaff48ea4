# taken from shop 0.1.0
Elixir.Shop
ets
