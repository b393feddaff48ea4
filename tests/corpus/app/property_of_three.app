{application, demo, [{vsn, "1", "2"}]}.
