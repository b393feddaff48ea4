{application, demo, [{vsn, ""}]}.
