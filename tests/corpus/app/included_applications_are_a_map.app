{application, demo, [{vsn, "1"}, {included_applications, #{a => b}}]}.
