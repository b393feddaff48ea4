{application, demo, [{vsn, git}]}.
