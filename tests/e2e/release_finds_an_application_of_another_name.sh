#!/usr/bin/env bash
# An application of the system's Erlang is found, too, where its folder has another name, as those of some packages do.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

# The application sqlite3 of Debian's erlang-p1-sqlite3 lies in lib/p1_sqlite3-VERSION.
copy_fixture bare "$TEST_TMP/bare"
sed -i 's/mod: {Bare.Application, \[\]}/&, extra_applications: [:sqlite3]/' "$TEST_TMP/bare/mix.exs"
release=$(slipway_release "$TEST_TMP/bare")

# Its priv holds a driver, which the application looks for under its own name.
expect_exit 0 "$release/bin/bare" eval '{:ok, _} = :sqlite3.open(:logbook, [:in_memory])
    IO.inspect(:sqlite3.sql_exec(:logbook, "select 40 + 2 as depth")[:rows])'
expect_equal '[{42}]' "$(<"$OUT")" "answers"
expect_release_runs "$release" '^bare runs on bare@'
