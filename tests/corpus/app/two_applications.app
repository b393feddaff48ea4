{application, demo, [{vsn, "1"}]}. {application, demo, [{vsn, "2"}]}.
