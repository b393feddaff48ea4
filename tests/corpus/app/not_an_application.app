{release, demo, []}.
