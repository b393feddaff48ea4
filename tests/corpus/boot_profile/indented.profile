  ets
