{application, demo, [{vsn, "1"}, {registered, "demo"}]}.
