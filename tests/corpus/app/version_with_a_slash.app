{application, demo, [{vsn, "1/../../../etc"}]}.
