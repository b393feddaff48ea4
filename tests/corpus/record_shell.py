#!/usr/bin/env python3
"""Records what a node sends to `bin/NAME remote`, for tests/corpus/shell/good_*.packets (a unit test replays them, the
fuzz target starts from them). Run it with each pair of Elixir and OTP, beside a node of a release that is running:

    tests/corpus/record_shell.py RELEASE/bin/NAME FILE

It stands between the launcher and the node, and leaves the handshake out.
"""
import os
import pathlib
import re
import socket
import struct
import subprocess
import sys
import threading

LINES = b"""40 + 2
IO.gets("name? ")
ada
Enum.map([1, 2],
  & &1 * 2)
raise "no"
"""


def forward(source, target, copy):
    while data := source.recv(65536):
        copy.extend(data)
        target.sendall(data)
    target.shutdown(socket.SHUT_WR)


def behind_handshake(data):
    """recv_status, send_challenge and recv_challenge_ack, each with two bytes of length, are what the node sends."""
    for _ in range(3):
        data = data[2 + struct.unpack(">H", data[:2])[0]:]
    return data


def main():
    program, target = sys.argv[1:]
    name = pathlib.Path(program).name
    names = subprocess.run([os.environ.get("EPMD", "epmd"), "-names"], capture_output=True, text=True, check=True).stdout
    port = int(re.search(rf"^name {name} at port (\d+)", names, re.M)[1])
    server = socket.create_server(("127.0.0.1", 0))
    recorded = bytearray()

    def serve():
        client, _ = server.accept()
        node = socket.create_connection(("127.0.0.1", port))
        threading.Thread(target=forward, args=(client, node, bytearray()), daemon=True).start()
        forward(node, client, recorded)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    environment = os.environ | {"ERL_AFLAGS": f"-start_epmd false -erl_epmd_port {server.getsockname()[1]}"}
    shown = subprocess.run([program, "remote"], input=LINES, env=environment, capture_output=True, check=True)
    thread.join(5)
    pathlib.Path(target).write_bytes(behind_handshake(bytes(recorded)))
    print(shown.stdout.decode())


main()
