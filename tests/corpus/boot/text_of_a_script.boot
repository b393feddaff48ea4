{script, {"a", "1"}, []}.
