# ÿ
Elixir.Shop

