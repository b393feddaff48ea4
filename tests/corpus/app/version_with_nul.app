{application, demo, [{vsn, "1\x{0}"}]}.
