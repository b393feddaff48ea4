#!/usr/bin/env bash
# The engines that judge our images work here: each runs an image that umoci made, and its page can be read.
# labels: e2e docker slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/engines.sh
source "$REPO/tests/e2e/engines.sh"

busybox_root "$TEST_TMP/root"
printf 'the page\n' >"$TEST_TMP/root/srv/index.html"
layout_of_root "$TEST_TMP/layout" tiny "$TEST_TMP/root" --config.cmd httpd --config.cmd=-f --config.cmd=-h \
    --config.cmd /srv --config.cmd=-p --config.cmd 8080
skopeo copy --quiet "oci:$TEST_TMP/layout:tiny" "docker-archive:$TEST_TMP/tiny.tar:tiny:1"

start_dockerd
docker load --quiet --input "$TEST_TMP/tiny.tar"
port=$(free_port)
docker run --detach --name page --publish "127.0.0.1:$port:8080" tiny:1
wait_for 20 http_get "http://127.0.0.1:$port/"
expect_equal 'the page' "$(http_get "http://127.0.0.1:$port/")" "pages from Docker"
expect_equal 'the page' "$(docker exec page cat /srv/index.html)" "files in Docker"

podman load --quiet --input "$TEST_TMP/tiny.tar"
port=$(free_port)
podman run --detach --name page --publish "127.0.0.1:$port:8080" tiny:1
wait_for 20 http_get "http://127.0.0.1:$port/"
expect_equal 'the page' "$(http_get "http://127.0.0.1:$port/")" "pages from podman"

port=$(free_port)
unpack_bundle bundle "$TEST_TMP/layout:tiny"
# shellcheck disable=SC2016 # jq's variable
e2e_change_bundle "$TEST_TMP/bundle" '.process.args[-1] = $port' --arg port "$port"
start_bundle bundle
wait_for 20 http_get "http://127.0.0.1:$port/"
expect_equal 'the page' "$(http_get "http://127.0.0.1:$port/")" "pages from runc"
expect_equal 'the page' "$(in_bundle bundle cat /srv/index.html)" "files in runc"
