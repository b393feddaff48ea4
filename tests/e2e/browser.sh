#!/usr/bin/env bash
# What a browser sees of a page, for the tests that source this file after lib.sh.

# browse OPTION... URL: Chromium, without a window.
browse() {
    chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --hide-scrollbars --no-proxy-server \
        --user-data-dir="$TEST_TMP/chromium" --window-size=1000,760 "$@" 2>>"$TEST_TMP/logs/chromium.log"
}

# picture FILE: width, height, and how many lines of pixels are not of one colour, of a PNG (RFC 2083, 6: each line is
# stored as differences from its neighbours).
picture() {
    python3 - "$1" <<'END'
import struct, sys, zlib
data = open(sys.argv[1], "rb").read()
assert data[:8] == b"\x89PNG\r\n\x1a\n", "no PNG"
width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
assert depth == 8 and kind in (2, 6), (depth, kind)
at, packed = 8, b""
while at < len(data):
    size, name = struct.unpack(">I4s", data[at:at + 8])
    if name == b"IDAT":
        packed += data[at + 8:at + 8 + size]
    at += 12 + size
step = 3 if kind == 2 else 4
lines, rest = 0, zlib.decompress(packed)
above = bytearray(width * step)
for y in range(height):
    begin = y * (width * step + 1)
    filtering, line = rest[begin], bytearray(rest[begin + 1:begin + 1 + width * step])
    for i in range(len(line)):
        a = line[i - step] if i >= step else 0
        b = above[i]
        c = above[i - step] if i >= step else 0
        if filtering == 1:
            line[i] = (line[i] + a) & 255
        elif filtering == 2:
            line[i] = (line[i] + b) & 255
        elif filtering == 3:
            line[i] = (line[i] + (a + b) // 2) & 255
        elif filtering == 4:
            p = a + b - c
            near = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))
            line[i] = (line[i] + near[2]) & 255
    lines += any(line[i:i + step] != line[:step] for i in range(step, len(line), step))
    above = line
print(width, height, lines)
END
}
