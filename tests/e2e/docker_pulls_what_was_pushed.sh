#!/usr/bin/env bash
# Docker pulls what `slipway image --push` pushed, and runs it; what Docker pushes we pull, and its layers are those that
# it has.
# labels: e2e docker

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/engines.sh
source "$REPO/tests/e2e/engines.sh"
# shellcheck source=tests/e2e/registry.sh
source "$REPO/tests/e2e/registry.sh"

e2e_need_slipway
project=$TEST_TMP/exrelease
copy_fixture exrelease "$project"
start_registry main
e2e_build slipway-image "$project" "$SLIPWAY" image --push -t "$REGISTRY/team/app:1"

start_dockerd
settings=(--env SECRET_KEY_BASE=a-secret-of-the-test --env APP_PORT=4000 --env RELEASE_COOKIE=a-cookie)
docker pull --quiet "$REGISTRY/team/app:1"
docker run --rm "${settings[@]}" "$REGISTRY/team/app:1" eval 'IO.puts("pulled by Docker")' >"$TEST_TMP/said"
expect_contains "$TEST_TMP/said" '^pulled by Docker$'

docker tag "$REGISTRY/team/app:1" "$REGISTRY/docker/app:1"
docker push --quiet "$REGISTRY/docker/app:1"
digest=$(docker inspect "$REGISTRY/docker/app:1" --format '{{range .RepoDigests}}{{println .}}{{end}}' | sed -n 's/.*docker\/app@//p')
expect_exit 0 "$SLIPWAY" pull "$REGISTRY/docker/app:1" -o "$TEST_TMP/image.tar" --json
expect_equal "$digest" "$(jq -r .digest "$OUT")" "digest"
docker image rm --force "$REGISTRY/docker/app:1" "$REGISTRY/team/app:1" >/dev/null
docker load --quiet --input "$TEST_TMP/image.tar"
docker run --rm "${settings[@]}" "$REGISTRY/docker/app:1" eval 'IO.puts("loaded by Docker")' >"$TEST_TMP/said"
expect_contains "$TEST_TMP/said" '^loaded by Docker$'
