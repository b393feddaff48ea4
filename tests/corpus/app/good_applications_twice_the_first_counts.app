{application, demo, [{vsn, "1"}, {applications, []}, {applications, none}]}.
