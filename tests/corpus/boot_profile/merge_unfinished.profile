<<<<<<< HEAD
Elixir.Shop
=======
ets
>>>>>>> main
