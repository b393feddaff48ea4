{application, demo, [{vsn, "1"} | {modules, []}]}.
