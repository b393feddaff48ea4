{application, demo, [{vsn, "1"}, {optional_applications, [<<"a">>]}]}.
