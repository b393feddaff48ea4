#!/usr/bin/env bash
# `init --ci` writes a pipeline for GitHub or GitLab that builds with the project's versions; what it publishes with works.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/registry.sh
source "$REPO/tests/e2e/registry.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"

expect_exit 0 "$SLIPWAY" init --ci github
expect_contains "$OUT" '^\* creating .github/workflows/image.yml$'
expect_exit 0 "$SLIPWAY" init --ci gitlab
otp=$(erl -noshell -eval 'io:put_chars(erlang:system_info(otp_release)), halt().')
elixir=$(elixir --version | sed -nE 's/^Elixir ([0-9]+\.[0-9]+).*/\1/p')
expect_contains "$PWD/.github/workflows/image.yml" "otp-version: \"$otp\"$"
expect_contains "$PWD/.github/workflows/image.yml" "elixir-version: \"$elixir\"$"
expect_contains "$PWD/.gitlab-ci.yml" "^image: elixir:$elixir-otp-$otp$"
for file in "$PWD/.github/workflows/image.yml" "$PWD/.gitlab-ci.yml"; do
    expect_contains "$file" 'slipway build bare --tag'
    expect_not_contains "$file" '@[A-Z]+@'
    python3 -c 'import sys, yaml; yaml.safe_load(open(sys.argv[1]))' "$file"
done

# The steps that publish, as a runner runs them; GitHub's registry is another one here.
start_registry main tls htpasswd runner secret
small_image "$TEST_TMP/layout" bare one
skopeo copy --quiet "oci:$TEST_TMP/layout:bare" oci-archive:image.tar
mkdir "$TEST_TMP/path"
printf '#!/bin/sh\nexec "%s" "$@" --cert-dir "%s"\n' "$SLIPWAY" "$REGISTRY_CERTIFICATES" >"$TEST_TMP/path/slipway"
chmod +x "$TEST_TMP/path/slipway"
PATH=$TEST_TMP/path:$PATH
steps() {
    python3 -c 'import sys, yaml
jobs = yaml.safe_load(open(sys.argv[1]))
print(jobs["publish"]["script"][-1] if "publish" in jobs else jobs["jobs"]["image"]["steps"][-1]["run"])' "$1"
}
CI_REGISTRY_USER=runner CI_REGISTRY_PASSWORD=secret CI_REGISTRY_IMAGE=$REGISTRY/team/bare CI_COMMIT_TAG=v1.2.0 \
    expect_exit 0 bash -ec "$(steps .gitlab-ci.yml)"
GITHUB_ACTOR=runner TOKEN=secret GITHUB_REPOSITORY=Team/Bare GITHUB_REF_NAME=v1.3.0 \
    expect_exit 0 bash -ec "$(steps .github/workflows/image.yml | sed "s|ghcr.io/|$REGISTRY/|")"
tags=$(skopeo list-tags --creds runner:secret --cert-dir "$REGISTRY_CERTIFICATES" "docker://$REGISTRY/team/bare" | jq -c .Tags)
expect_equal '["1.2.0","1.3.0"]' "$tags" "what was published"

expect_exit 2 "$SLIPWAY" init --ci jenkins
expect_contains "$ERR" '^slipway: --ci is "jenkins"; it can be github or gitlab$'
