#!/usr/bin/env bash
# What is missing or wrong in a release is named, with what to do.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
version_dir=$release/releases/0.1.0
# refuses PATTERN [VARIABLE=VALUE...]: a start fails with this message, and only with it.
refuses() {
    local pattern=$1
    shift
    expect_exit 1 env "$@" "$bare" start
    expect_contains "$ERR" "^ERROR: .*$pattern"
    expect_equal 1 "$(wc -l <"$ERR")" "lines of the message"
}
# without PATH PATTERN: the same where a file is missing.
without() {
    mv "$1" "$1.away"
    refuses "$2"
    mv "$1.away" "$1"
}

refuses 'RELEASE_DISTRIBUTION is "long"; it can be sname, name or none' RELEASE_DISTRIBUTION=long
refuses "the node's name a@10.0.0.5 has a dot behind its @" RELEASE_NODE=a@10.0.0.5
refuses 'version 9 of the release is not there' RELEASE_VSN=9
refuses '-args_file in the command "start": open /none: No such file' RELEASE_VM_ARGS=/none
refuses 'ERL_FLAGS: \+P needs a value' ERL_FLAGS=+P
refuses 'port is a number' ERL_EPMD_PORT=zero
refuses 'the cookie from RELEASE_COOKIE has a space at one end' RELEASE_COOKIE='a '
without "$release/releases/start_erl.data" 'start_erl.data is missing'
without "$version_dir/launch.term" 'launch.term is missing; assemble'
without "$version_dir/vm.args" 'vm.args: No such file'
refuses 'could not read the cookie of RELEASE_COOKIE_FILE.*No such file' RELEASE_COOKIE_FILE=/none
refuses 'RELEASE_COOKIE_FILE ./dev/null. is empty' RELEASE_COOKIE_FILE=/dev/null
: >"$TEST_TMP/empty"
refuses "the cookie from RELEASE_COOKIE_FILE \($TEST_TMP/empty\) is empty" RELEASE_COOKIE_FILE="$TEST_TMP/empty"
cookie=$(<"$release/releases/COOKIE")
: >"$release/releases/COOKIE"
refuses 'a distributed node needs a cookie: .*/releases/COOKIE is empty'
printf '%s' "$cookie" >"$release/releases/COOKIE"
mv "$version_dir/launch.term" "$version_dir/launch.away"
mkfifo "$version_dir/launch.term"
refuses 'launch.term: it is a named pipe; a regular file is expected'
mv "$version_dir/launch.away" "$version_dir/launch.term"
erts=$(echo "$release/erts-"*)
without "$erts/bin/beam.smp" 'beam.smp is missing'
without "$erts/bin/epmd" 'port mapper daemon'
printf '\xb7' | dd of="$erts/bin/beam.smp" bs=1 seek=18 conv=notrunc status=none
refuses 'is made for aarch64, and this machine is '
printf 'oops' >"$release/releases/start_erl.data"
refuses 'start_erl.data: expected "ERTS_VERSION RELEASE_VERSION"'
