Elixir.Shop
=======
ets
