#!/usr/bin/python3
"""Runs a command in a terminal that pyte emulates, and does what the lines of the standard input say:

    see REGEX          waits until the rows that are shown (with those that scrolled away) match, from the row on in which
                       the last `see` ended
    row REGEX          the row of the cursor matches, after at most 5 s
    type TEXT          types the text
    keys NAME...       presses keys: C-a to C-z, C-\\, Enter, Tab, Escape, Up, Down, Left, Right, Home, Backspace, M-x
    paste FILE         pastes a file between the brackets that the program asked for; fails where it did not
    rush FILE          types a file as fast as it is taken
    resize COLS ROWS   another size of the window
    signal NAME        a signal to the command
    hang up            closes the terminal
    run COMMAND        runs a shell command, which must succeed
    exits CODE         waits for the end of the command; 128 and more for a signal
    raw REGEX          the bytes that were written match

Prints all that was shown. Usage: screen.py COLUMNS ROWS COMMAND...
"""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time

import pyte

SECONDS = 30
NAMES = {"Enter": b"\r", "Tab": b"\t", "Escape": b"\033", "Up": b"\033[A", "Down": b"\033[B", "Right": b"\033[C",
         "Left": b"\033[D", "Home": b"\033[H", "End": b"\033[F", "Delete": b"\033[3~", "Backspace": b"\x7f"}


class Session:
    def __init__(self, columns, rows, command):
        self.screen = pyte.HistoryScreen(columns, rows, history=20000, ratio=1)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.seen = 0
        self.status = None
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            # What a size that comes later would disturb.
            time.sleep(0.1)
            os.execvp(command[0], command)
        self.set_size(columns, rows)
        os.set_blocking(self.terminal, False)

    def set_size(self, columns, rows):
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def rows(self):
        def text(row):
            cells = (row[column] for column in range(self.screen.columns))
            return "".join(cell.data for cell in cells).rstrip()
        before = [text(row) for row in self.screen.history.top]
        return before + [row.rstrip() for row in self.screen.display]

    def read(self, seconds):
        """False where the terminal has ended."""
        if not select.select([self.terminal], [], [], seconds)[0]:
            return True
        try:
            data = os.read(self.terminal, 65536)
        except BlockingIOError:
            return True
        except OSError:
            return False
        self.raw += data
        self.stream.feed(data)
        return bool(data)

    def wait(self, holds, what, seconds=SECONDS):
        deadline = time.time() + seconds
        while not holds():
            is_open = self.read(0.05)
            if holds():
                return
            if not is_open or time.time() > deadline:
                self.fail(what)

    def fail(self, what):
        print("\n".join(self.rows()).rstrip())
        sys.exit("FAILED: " + what + "\nraw: %r" % self.raw[-3000:])

    def write(self, data):
        while data:
            self.read(0)
            try:
                data = data[os.write(self.terminal, data[:512]):]
            except BlockingIOError:
                time.sleep(0.01)

    def see(self, pattern):
        def holds():
            rows = self.rows()
            found = re.search(pattern, "\n".join(rows[self.seen:]), re.M)
            if found:
                self.found = self.seen + "\n".join(rows[self.seen:])[:found.end()].count("\n")
            return bool(found)
        self.wait(holds, "not seen: " + pattern)
        self.seen = self.found

    def row(self, pattern):
        def current():
            return self.screen.display[self.screen.cursor.y].rstrip()
        self.wait(lambda: re.search(pattern, current()), "the row of the cursor doesn't match: " + pattern, 5)

    def key(self, name):
        if name in NAMES:
            return NAMES[name]
        if name.startswith("C-"):
            return bytes([ord(name[2].upper()) & 0x1F])
        if name.startswith("M-"):
            return b"\033" + name[2:].encode()
        sys.exit("unknown key " + name)

    def do(self, line):
        word, _, rest = line.partition(" ")
        if word == "see":
            self.see(rest)
        elif word == "row":
            self.row(rest)
        elif word == "type":
            self.write(rest.encode())
        elif word == "keys":
            for name in rest.split():
                self.write(self.key(name))
        elif word == "paste":
            if self.raw.rfind(b"\033[?2004h") <= self.raw.rfind(b"\033[?2004l"):
                self.fail("pastes are not bracketed")
            self.write(b"\033[200~" + open(rest, "rb").read().replace(b"\n", b"\r") + b"\033[201~")
        elif word == "rush":
            self.write(open(rest, "rb").read().replace(b"\n", b"\r"))
        elif word == "resize":
            columns, rows = map(int, rest.split())
            self.screen.resize(rows, columns)
            self.set_size(columns, rows)
        elif word == "signal":
            os.kill(self.pid, getattr(signal, "SIG" + rest))
        elif word == "hang":
            os.close(self.terminal)
            self.wait_for_exit(lambda: time.sleep(0.05))
        elif word == "run":
            if subprocess.run(rest, shell=True, stdout=sys.stderr).returncode != 0:
                self.fail("this failed: " + rest)
        elif word == "exits":
            self.wait_for_exit(lambda: self.read(0.05))
            code = os.waitstatus_to_exitcode(self.status)
            if (code if code >= 0 else 128 - code) != int(rest):
                self.fail("exit status %d, not %s" % (code, rest))
        elif word == "raw":
            self.wait(lambda: re.search(rest.encode(), self.raw), "not written: " + rest)
        else:
            sys.exit("unknown line: " + line)

    def wait_for_exit(self, meanwhile):
        deadline = time.time() + SECONDS
        while self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid != 0:
                self.status = status
            elif time.time() > deadline:
                self.fail("the command does not end")
            else:
                meanwhile()


def main():
    session = Session(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
    try:
        for line in sys.stdin.read().splitlines():
            if line:
                session.do(line)
        print("\n".join(session.rows()).rstrip())
    finally:
        if session.status is None:
            os.kill(session.pid, signal.SIGKILL)


main()
