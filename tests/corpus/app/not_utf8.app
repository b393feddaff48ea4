{application, demo, [{vsn, "1"}, {description, "ÿ"}]}.
