#!/usr/bin/env bash
# `doctor` finds nothing wrong with a good project, names what is wrong with a bad one, and changes nothing.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

# finds STATUS CHECK PATTERN: what the last doctor said about one check.
finds() {
    expect_contains "$OUT" "^$1 +$2 +.*$3"
}

e2e_need_slipway
copy_fixture included_apps "$TEST_TMP/project"
cd "$TEST_TMP/project"
# What is not asked here: a limit that the machine has.
ulimit -Sn 4096
export LC_ALL=C.UTF-8
before=$(tree_state .)
expect_exit 0 "$SLIPWAY" doctor
finds ok platform 'Linux on x86_64'
finds ok elixir "Elixir [0-9.]+ on OTP"
finds ok otp 'with ERTS'
finds ok epmd "does not run on port $ERL_EPMD_PORT"
finds ok project 'release fleet'
finds ok dependencies complete
finds ok templates 'rel/vm\.args\.eex, rel/remote\.vm\.args\.eex, rel/env\.sh\.eex'
expect_contains "$OUT" '^no problems, no warnings$'
expect_equal '' "$(<"$ERR")" "standard error"
expect_equal "$before" "$(tree_state .)" "the project's folder"

# A machine reads the same.
expect_exit 0 "$SLIPWAY" doctor --json
python3 -c '
import json, sys
checks = json.load(open(sys.argv[1]))
assert all(set(check) == {"check", "status", "message"} for check in checks), checks
assert {check["status"] for check in checks} == {"ok"}, checks
assert [check["message"] for check in checks if check["check"] == "project"] == ["release fleet"], checks
' "$OUT"

# Without Hex, what comes from it can't be fetched; Mix would ask whether to install it.
cp mix.exs ../mix.exs
sed -i 's/deps: .*/deps: [{:jason, "~> 1.4"}, {:credo, "~> 1.7", only: :dev}],/' mix.exs
expect_exit 1 env MIX_HOME="$TEST_TMP/mix" "$SLIPWAY" doctor
finds problem 'hex and rebar3' 'Hex is not installed.*\(jason\); run .mix local\.hex'
finds warning dependencies 'not checked'
mv ../mix.exs mix.exs

# One that lies in a folder needs rebar3 as well, though it stands in no mix.lock.
cp mix.exs ../mix.exs
mkdir -p ../by_rebar3
printf '{erl_opts, [debug_info]}.\n' >../by_rebar3/rebar.config
sed -i 's/deps: .*/deps: [{:by_rebar3, path: "..\/by_rebar3"}],/' mix.exs
rebar=$(env -u MIX_REBAR3 MIX_HOME="$TEST_TMP/mix" elixir -e 'Mix.start(); IO.inspect(Mix.Rebar.rebar_cmd(:rebar3))')
if [[ $rebar == nil ]]; then
    expect_exit 1 env -u MIX_REBAR3 MIX_HOME="$TEST_TMP/mix" "$SLIPWAY" doctor
    finds problem 'hex and rebar3' 'rebar3 is not installed.*\(by_rebar3\); run .mix local\.rebar'
else
    # Mix as Debian 13 ships it knows where the system's rebar3 is.
    expect_exit 0 env -u MIX_REBAR3 MIX_HOME="$TEST_TMP/mix" "$SLIPWAY" doctor
    finds ok 'hex and rebar3' 'rebar3 is there, for by_rebar3'
fi
mv ../mix.exs mix.exs

# A file system on which programs can't be executed.
mkdir _build
expect_exit 0 unshare --mount sh -c "mount -t tmpfs -o noexec none _build && '$SLIPWAY' doctor"
finds warning _build 'mounted with noexec'
expect_exit 1 unshare --mount sh -c "mount -t tmpfs -o size=1m none _build && '$SLIPWAY' doctor"
finds problem _build '1 MB free'
rmdir _build

# A dependency is gone, the settings are wrong, a template has the wrong name, and what mix.exs prints is not shown.
mv deps_local/weather ..
printf '[node]\nprot = 1\n' >slipway.toml
mv rel/env.sh.eex rel/env.sh
printf '\nIO.puts("printed by mix.exs")\n' >>mix.exs
expect_exit 1 "$SLIPWAY" doctor
finds problem dependencies 'mix deps\.get'
expect_contains "$OUT" '^ +\* weather \(.*weather'
finds problem 'slipway\.toml' 'slipway\.toml:2: .*did you mean port\?'
finds warning templates 'rel/env\.sh is not used'
expect_contains "$OUT" '^2 problems, 1 warning$'
expect_not_contains "$OUT" 'printed by mix\.exs'
expect_exit 1 "$SLIPWAY" doctor --json
python3 -c 'import json, sys; json.load(open(sys.argv[1]))' "$OUT"

printf 'raise "broken"\n' >mix.exs
expect_exit 1 "$SLIPWAY" doctor
finds problem project 'mix\.exs could not be loaded'
expect_contains "$OUT" '^ +\*\* \(RuntimeError\) broken'
