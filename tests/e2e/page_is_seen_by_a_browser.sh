#!/usr/bin/env bash
# Chromium sees the page of the example's running container: its text in the DOM, and a picture with the page on it.
# labels: e2e docker slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/engines.sh
source "$REPO/tests/e2e/engines.sh"

e2e_need_slipway
project=$TEST_TMP/exrelease
copy_fixture exrelease "$project"
e2e_build slipway-image "$project" "$SLIPWAY" image -t exrelease:seen -o "$TEST_TMP/image.tar"

start_dockerd
docker load --quiet --input "$TEST_TMP/image.tar"
port=$(free_port)
url=http://127.0.0.1:$port
docker run --detach --name seen --publish "127.0.0.1:$port:4000" --env SECRET_KEY_BASE=a-secret-of-the-test \
    --env RELEASE_COOKIE=a-cookie exrelease:seen
wait_for 60 http_get "$url/health"

# browse OPTION... URL
browse() {
    chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --hide-scrollbars --no-proxy-server \
        --user-data-dir="$TEST_TMP/chromium" --window-size=1000,760 "$@" 2>>"$TEST_TMP/logs/chromium.log"
}
browse --dump-dom "$url/" >"$TEST_TMP/dom"
expect_contains "$TEST_TMP/dom" '<h1>exrelease 0\.1\.0</h1>'
expect_contains "$TEST_TMP/dom" '<dd id="visits">[0-9]+'
browse --screenshot="$TEST_TMP/page.png" "$url/"
browse --screenshot="$TEST_TMP/blank.png" about:blank

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
expect_equal '1000 760 0' "$(picture "$TEST_TMP/blank.png")" "picture of a blank page"
read -r width height lines <<<"$(picture "$TEST_TMP/page.png")"
expect_equal '1000 760' "$width $height" "size of the picture"
# A headline and a list of facts.
((lines > 100)) || fail "only $lines of $height lines of the picture show anything"
docker stop --time 10 seen
expect_equal '0 false' "$(docker inspect seen --format '{{.State.ExitCode}} {{.State.OOMKilled}}')" "state after SIGTERM"
