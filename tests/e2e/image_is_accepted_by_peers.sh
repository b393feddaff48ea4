#!/usr/bin/env bash
# skopeo, umoci and podman take the image; what they find in it is what was written; runc runs it.
# labels: e2e docker

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/engines.sh
source "$REPO/tests/e2e/engines.sh"

e2e_need_slipway
project=$TEST_TMP/exrelease
copy_fixture exrelease "$project"
printf '[image]\nports = [4000]\nenv = { APP_PORT = 4000 }\n\n[image.healthcheck]\nstart_period = "5s"\n' >"$project/slipway.toml"
e2e_build slipway-image "$project" "$SLIPWAY" image -t shop:1.0 --label com.example.team=ships -o "oci:$TEST_TMP/layout"
e2e_build slipway-image "$project" "$SLIPWAY" image -t shop:1.0 --label com.example.team=ships -o "$TEST_TMP/image.tar"

skopeo inspect --config "oci:$TEST_TMP/layout:1.0" >"$TEST_TMP/config"
expect_equal '["APP_PORT=4000"]' "$(jq -c '[.config.Env[] | select(startswith("APP_PORT"))]' "$TEST_TMP/config")" "variables"
expect_equal ships "$(jq -r '.config.Labels["com.example.team"]' "$TEST_TMP/config")" "label"
expect_equal 0 "$(jq '[.config.Env[] | select(test("COOKIE|SECRET"))] | length' "$TEST_TMP/config")" "secrets"
# All digests are checked on the way, and the archive holds the same manifest.
skopeo copy --quiet "oci:$TEST_TMP/layout:1.0" "oci:$TEST_TMP/copied:1.0"
expect_equal "$(skopeo inspect --format '{{.Digest}}' "oci:$TEST_TMP/layout:1.0")" \
    "$(skopeo inspect --format '{{.Digest}}' "oci-archive:$TEST_TMP/image.tar")" "digests of layout and archive"

# Docker's own: podman and skopeo know it in images of Docker's form alone.
manifest=$(jq -r '.manifests[0].digest' "$TEST_TMP/layout/index.json")
config=$(jq -r .config.digest "$TEST_TMP/layout/blobs/sha256/${manifest#sha256:}")
expect_equal '["CMD","/app/bin/exrelease","health"] 5000000000' \
    "$(jq -r '.config.Healthcheck | (.Test | tojson) + " " + (.StartPeriod | tostring)' \
        "$TEST_TMP/layout/blobs/sha256/${config#sha256:}")" "health check"

podman load --quiet --input "$TEST_TMP/image.tar"
expect_exit 0 podman run --rm --read-only --network none --env SECRET_KEY_BASE=a-secret --env RELEASE_COOKIE=c shop:1.0 \
    eval 'IO.puts("from " <> System.version())'
expect_contains "$OUT" '^from 1\.'

unpack_bundle bundle "$TEST_TMP/layout:1.0"
root=$TEST_TMP/bundle/rootfs
[[ ! -e $root/app/releases/COOKIE && ! -e $root/bin/sh && ! -e $root/usr/bin/sh ]] || fail "there is a cookie, or a shell"
expect_equal '' "$(find "$root" -newermt 2018-01-01 ! -path "$root")" "files with a time of now"
expect_equal '' "$(find "$root" ! -type l -perm /022 ! -path "$root/tmp")" "files that others can write"
grep -rl "$project" "$root/app" >"$TEST_TMP/named" && fail "files name the folder of the build: $(head -n 3 "$TEST_TMP/named")"
expect_contains "$root/var/lib/dpkg/status.d/libc6" '^Version: '
port=$(free_port)
# shellcheck disable=SC2016 # jq's variable
e2e_change_bundle "$TEST_TMP/bundle" '.root.readonly = true | .process.env += $new' --argjson new \
    "[\"SECRET_KEY_BASE=a-secret\", \"RELEASE_COOKIE=a-cookie\", \"APP_PORT=$port\", \"ERL_EPMD_PORT=$ERL_EPMD_PORT\"]"
start_bundle bundle
wait_for 30 http_get "http://127.0.0.1:$port/health"
http_get "http://127.0.0.1:$port/" >"$TEST_TMP/page"
expect_contains "$TEST_TMP/page" '<title>'
