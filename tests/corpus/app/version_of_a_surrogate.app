{application, demo, [{vsn, [16#D800]}]}.
