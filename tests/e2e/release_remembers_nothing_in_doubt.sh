#!/usr/bin/env bash
# A project whose result depends on what no file tells (the clock, chance, programs, the network, its own steps) is never
# taken for unchanged, and the report says why.
# labels: e2e slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
export MIX_ENV=prod

# doubts EXPECTED EXPRESSION [PROPERTY]: the version of the project is EXPRESSION.
doubts() {
    local expected=$1 expression=$2 property=${3:-} reason
    rm -rf "$TEST_TMP/app"
    mkdir -p "$TEST_TMP/app/config"
    cd "$TEST_TMP/app"
    cat >mix.exs <<END
defmodule App.MixProject do
  use Mix.Project

  def project do
    _ = $expression
    [app: :app, version: "1.0.0"$property]
  end

  def quiet(release), do: release
end
END
    for _ in 1 2; do
        "$SLIPWAY" release --json >"$TEST_TMP/run.json" 2>"$ERR" || fail "no release with: $expression"
        reason=$(python3 -c '
import json, sys
result = json.load(open(sys.argv[1]))
assert result["unchanged"] is False
print(result["not_remembered"])' "$TEST_TMP/run.json") || fail "taken for unchanged: $expression"
        # shellcheck disable=SC2053  # a pattern
        [[ $reason == $expected ]] || fail "the reason isn't like '$expected': $reason"
    done
}

doubts 'the project used *time*' 'System.os_time()'
doubts 'the project used *' 'DateTime.utc_now()'
doubts 'the project used *' ':calendar.local_time()'
doubts 'the project used *' 'Enum.map([:second], &System.system_time/1)'
doubts 'the project used *rand*' 'Enum.random(1..10)'
doubts 'the project used :crypto.strong_rand_bytes*' ':crypto.strong_rand_bytes(4)'
doubts 'the project ran a program: *date*' 'System.cmd("date", [])'
doubts 'the project ran a program: *unix:cmd' ':os.cmd(~c"date")'
doubts 'the project ran a program: git' 'System.cmd("git", ["--version"])'
doubts 'the project connected to the network' ':gen_tcp.connect({127, 0, 0, 1}, 1, [])'
doubts 'the project opened a port: udp_inet*' ':inet.gethostname()'
doubts 'the project wrote */marker' "File.write!(\"$TEST_TMP/marker\", \"\")"
doubts 'the project switched the trace off' ':erlang.trace(:all, false, [:call])'
doubts '/proc/uptime was looked at' 'File.read!("/proc/uptime")'
doubts 'the release has functions among its steps' ':ok' \
    ', releases: [app: [steps: [&__MODULE__.quiet/1, :assemble]]]'
doubts 'mix.exs has an alias for release' ':ok' ', aliases: [release: ["release"]]'
ERL_FLAGS='-env A b' doubts 'the variable ERL_FLAGS has the flag -env' ':ok'
