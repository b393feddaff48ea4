{application, demo, [{vsn, ["1", ".0"]}]}.
