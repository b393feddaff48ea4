{application, demo, [{modules, []}]}.
