{application, demo, [{vsn, "1"}, {applications, [kernel | stdlib]}]}.
