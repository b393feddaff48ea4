{application, demo, [{vsn, ".."}]}.
