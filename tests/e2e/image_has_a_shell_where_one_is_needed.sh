#!/usr/bin/env bash
# A shell is in the image where the release needs one, with the reason; Phoenix's scripts become the launcher's own.
# labels: e2e docker

# shellcheck disable=SC2016 # texts of scripts, and variables of jq
# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/engines.sh
source "$REPO/tests/e2e/engines.sh"

e2e_need_slipway
project=$TEST_TMP/exrelease
copy_fixture exrelease "$project"
mkdir -p "$project/rel/overlays/bin"
printf '#!/bin/sh\nset -eu\n\ncd -P -- "$(dirname -- "$0")"\nPHX_SERVER=true exec ./exrelease start\n' \
    >"$project/rel/overlays/bin/server"
chmod +x "$project/rel/overlays/bin/server"
image() { (cd "$project" && expect_exit 0 "$SLIPWAY" image -o "oci:$TEST_TMP/layout" "$@"); }

image -t app:none
expect_not_contains "$OUT" 'with a shell'
unpack_bundle none "$TEST_TMP/layout:none"
[[ ! -e $TEST_TMP/none/rootfs/bin ]] || fail "there are programs in /bin"
expect_equal exrelease "$(readlink "$TEST_TMP/none/rootfs/app/bin/server")" "bin/server"

printf '#!/bin/sh\nexport APP_PORT=$(echo "$SOME_PORT" | sed s/x//)\n' >"$project/rel/env.sh.eex"
image -t app:shell
expect_contains "$OUT" '^\* with a shell: releases/0.1.0/env.sh holds commands$'
unpack_bundle shell "$TEST_TMP/layout:shell"
port=$(free_port)
e2e_change_bundle "$TEST_TMP/shell" '.process.args = ["/app/bin/server"] | .process.env += $new' --argjson new \
    "[\"SECRET_KEY_BASE=a-secret\", \"RELEASE_COOKIE=a-cookie\", \"SOME_PORT=x$port\", \"ERL_EPMD_PORT=$ERL_EPMD_PORT\"]"
start_bundle shell
wait_for 30 http_get "http://127.0.0.1:$port/health"

# Without a Busybox that could be put in, the reason is told, too.
(cd "$project" && expect_exit 1 unshare --mount bash -c 'mount --bind /bin/bash /bin/busybox && exec "$@"' \
    unshare "$SLIPWAY" image -o "oci:$TEST_TMP/layout" -t app:lacking)
expect_contains "$ERR" 'env.sh holds commands: /bin/busybox needs shared libraries; .apt install busybox-static.'

image -t app:refused --shell none
expect_contains "$ERR" 'there is no shell in the image .*env.sh holds commands'
image -t app:1 --debug
unpack_bundle debug "$TEST_TMP/layout:1-debug"
[[ -e $TEST_TMP/debug/rootfs/bin/vi ]] || fail "--debug has not all of Busybox"
