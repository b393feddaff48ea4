{application, demo, [{vsn, "1"}], []}.
