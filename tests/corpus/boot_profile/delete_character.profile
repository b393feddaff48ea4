ets
