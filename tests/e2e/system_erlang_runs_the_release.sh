#!/usr/bin/env bash
# A release without ERTS runs on the Erlang that "erl" in PATH starts, also through a shim, with the cookie as private.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
rm -rf "$release"/erts-*
# What the boot script names as $ROOT/lib is the system's.
rm -rf "$release"/lib/{kernel,stdlib,compiler,sasl,crypto}-*
set_in_plan "$release" 'includes_erts => false'
head -c 20 /dev/urandom | od -An -tx1 | tr -d ' \n' >"$release/releases/COOKIE"
system_root=$(erl -noshell -eval 'io:put_chars(code:root_dir()), halt().')

start_release "$release"
expect_exit 0 "$bare" rpc 'Bare.system(); IO.puts(System.get_env("BINDIR"))'
expect_contains "$OUT" "^root: \"$system_root\"$"
expect_contains "$OUT" "^os_pid: \"$BACKGROUND_PID\"$"
expect_contains "$OUT" "^$system_root/erts-.*/bin$"
expect_equal '' "$(grep -alF -f "$release/releases/COOKIE" /proc/[0-9]*/cmdline 2>/dev/null || true)" "processes that tell the cookie"
expect_equal 400 "$(stat -c %a "$release"/tmp/slipway-*/node-*/.erlang.cookie)" "mode of the cookie's file"
expect_exit 0 "$bare" stop

# Flags of the user do not disturb the question.
mkdir "$TEST_TMP/shims"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$(command -v erl)" >"$TEST_TMP/shims/erl"
chmod +x "$TEST_TMP/shims/erl"
expect_exit 0 env PATH="$TEST_TMP/shims:$PATH" ERL_FLAGS='-root /none' ERL_ZFLAGS='-version' "$bare" version
expect_exit 0 env PATH="$TEST_TMP/shims:$PATH" "$bare" eval 'Bare.system()'
expect_contains "$OUT" "^root: \"$system_root\"$"

# Another patch level is told; another OTP release can't boot.
plan=$(echo "$release"/releases/*/launch.term)
sed -i -E 's/erts => <<"([0-9]+)[^"]*">>/erts => <<"\1.999">>/' "$plan"
start_release "$release"
expect_contains "$LOG" '^WARNING: the release was assembled on ERTS [0-9]+.999, and .*/erl starts ERTS '
stop_release
sed -i -E 's/erts => <<"([0-9]+)[^"]*">>/erts => <<"99.1">>/' "$plan"
expect_exit 1 "$bare" eval 'IO.puts(1)'
expect_contains "$ERR" '^ERROR: the release was assembled on ERTS 99.1, and .*/erl starts ERTS .*, which is another OTP release; put an "erl" of ERTS 99'

expect_exit 1 env PATH="$TEST_TMP" "$bare" start
expect_contains "$ERR" '^ERROR: this release was assembled without ERTS .*there is no "erl" in PATH'
printf '#!/bin/sh\necho "no version is set" >&2\nexit 126\n' >"$TEST_TMP/shims/erl"
expect_exit 1 env PATH="$TEST_TMP/shims:$PATH" "$bare" start
expect_contains "$ERR" '^no version is set$'
expect_contains "$ERR" '^ERROR: .*/shims/erl, asked for the Erlang that it starts \(-emu_args_exit\), failed'
