{application, other, [{vsn, "1"}]}.
