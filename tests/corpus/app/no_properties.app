{application, demo, none}.
