#!/usr/bin/env bash
# os_mon, which calls a shell and df, measures disks and memory in the image without an error; a script of an overlay
# runs there, too.
# labels: e2e docker

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/engines.sh
source "$REPO/tests/e2e/engines.sh"

e2e_need_slipway
project=$TEST_TMP/bare
copy_fixture bare "$project"
sed -i 's/\[mod: /[extra_applications: [:logger, :os_mon], mod: /' "$project/mix.exs"
mkdir -p "$project/rel/overlays/bin"
printf '#!/bin/sh\n# A script of an operator.\nset -eu\nls /app/releases | sort | head -n 1\n' >"$project/rel/overlays/bin/first"
chmod +x "$project/rel/overlays/bin/first"
cd "$project"
expect_exit 0 "$SLIPWAY" image -t bare:1 -o "oci:$TEST_TMP/layout"
expect_contains "$OUT" '^\* with a shell: .*os_mon'
expect_contains "$OUT" '^\* with a shell: bin/first'

unpack_bundle bare "$TEST_TMP/layout:1"
# shellcheck disable=SC2016 # jq's variable
e2e_change_bundle "$TEST_TMP/bare" '.process.env += $new' \
    --argjson new "[\"RELEASE_COOKIE=a-cookie\", \"ERL_EPMD_PORT=$ERL_EPMD_PORT\"]"
start_bundle bare
log=$TEST_TMP/logs/runc-bare.log
wait_for 60 grep -q 'bare runs on' "$log"

# The supervisors of disks and memory have what they asked for. Without sh or df they end 3 s after a good start.
rpc() { expect_exit 0 in_bundle bare /app/bin/bare rpc "$1"; }
disks() { in_bundle bare /app/bin/bare rpc 'true = Enum.any?(:disksup.get_disk_data(), fn {_, size, _} -> size > 0 end)'; }
wait_for 30 disks
rpc 'true = :memsup.get_system_memory_data()[:total_memory] > 0'
rpc 'true = is_number(:cpu_sup.avg1())'
rpc 'IO.inspect(Enum.sort(for {id, pid, _, _} <- Supervisor.which_children(:os_mon_sup), is_pid(pid), do: id))'
expect_contains "$OUT" 'cpu_sup, :disksup, :memsup'
expect_not_contains "$log" '\[error\]|terminat|not found'

expect_exit 0 in_bundle bare /app/bin/first
expect_contains "$OUT" '^0\.1\.0$'
