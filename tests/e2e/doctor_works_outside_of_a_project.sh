#!/usr/bin/env bash
# Without mix.exs, `doctor` looks at the machine alone: Elixir, the VM, the locale, limits, epmd.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
mkdir "$TEST_TMP/empty" "$TEST_TMP/fake"
cd "$TEST_TMP/empty"
ulimit -Sn 4096
expect_exit 0 env LC_ALL=C.UTF-8 "$SLIPWAY" doctor
expect_contains "$OUT" '^ok +locale +UTF-8$'
expect_contains "$OUT" '^no problems, no warnings \(of this machine alone: there is no mix\.exs in this folder\)$'
expect_not_contains "$OUT" '^ok +project'
expect_equal '' "$(ls -A)" "what was written"

# A warning is no problem.
expect_exit 0 env LC_ALL=C "$SLIPWAY" doctor
expect_contains "$OUT" '^warning +locale .*set LANG=C\.UTF-8'
expect_contains "$OUT" '^no problems, 1 warning '

expect_exit 1 env PATH="$TEST_TMP/fake" "$SLIPWAY" doctor
expect_contains "$OUT" '^problem +elixir +no .elixir. in PATH; install Elixir'

# An Elixir without its VM: what it says is shown.
printf '#!/bin/sh\nexec erl "$@"\n' >"$TEST_TMP/fake/elixir"
chmod +x "$TEST_TMP/fake/elixir"
expect_exit 1 env PATH="$TEST_TMP/fake" "$SLIPWAY" doctor
expect_contains "$OUT" '^problem +elixir +.elixir. does not run'
expect_contains "$OUT" '^ +.*erl: not found'

# Something else than epmd has its port; then epmd has it.
port=$(free_port)
start_background listener python3 -c '
import socket, sys
server = socket.create_server(("127.0.0.1", int(sys.argv[1])))
print("listens", flush=True)
while True:
    client, _ = server.accept()
    client.recv(3)
    client.sendall(b"SSH-2.0-nothing\r\n")
    client.close()
' "$port"
wait_for 20 grep -q listens "$TEST_TMP/logs/listener.log"
expect_exit 1 env ERL_EPMD_PORT="$port" "$SLIPWAY" doctor
expect_contains "$OUT" "^problem +epmd +something else than epmd listens on port $port"
expect_exit 0 epmd -daemon
expect_exit 0 "$SLIPWAY" doctor
expect_contains "$OUT" "^ok +epmd +runs on port $ERL_EPMD_PORT$"
expect_exit 0 epmd -kill
