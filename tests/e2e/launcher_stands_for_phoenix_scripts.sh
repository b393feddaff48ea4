#!/usr/bin/env bash
# Called by the name of a program of the launch plan, the launcher does what the script of that name did.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
plan=$release/releases/0.1.0/launch.term
# As `slipway image` writes it for bin/server and bin/migrate of mix phx.gen.release.
sed -i 's/^\(.*\)commands =>/\1programs => #{<<"server">> => #{env => #{<<"PHX_SERVER">> => <<"true">>}, words => [<<"start">>]},\n<<"migrate">> => #{words => [<<"eval">>, <<"IO.puts(File.cwd!())">>]}}, commands =>/' "$plan"
expect_contains "$plan" 'PHX_SERVER'
ln -s bare "$release/bin/server"
ln -s bare "$release/bin/migrate"
ln -s bare "$release/bin/another"

# In bin/, and what it is called with does not count, as in the script.
cd /
expect_exit 0 "$release/bin/migrate" --all
expect_equal "$release/bin" "$(<"$OUT")" "folder"

# env.sh, which needs a shell in between, sees the call of the script.
# shellcheck disable=SC2016 # for the script
printf 'echo "env.sh: $1 $PHX_SERVER $RELEASE_PROG"\n' >>"$release/releases/0.1.0/env.sh"
start_background server "$release/bin/server"
wait_for 60 grep -q '^bare runs on' "$TEST_TMP/logs/server.log"
expect_contains "$TEST_TMP/logs/server.log" '^env.sh: start true bare$'
expect_exit 0 "$release/bin/bare" rpc 'IO.puts(System.get_env("PHX_SERVER"))'
expect_contains "$OUT" '^true$'
stop_pid "$BACKGROUND_PID"
expect_equal 0 "$STOP_STATUS" "exit status after SIGTERM"

# Any other name of the launcher is the launcher.
expect_exit 0 "$release/bin/another" version
expect_contains "$OUT" '^bare 0.1.0$'
