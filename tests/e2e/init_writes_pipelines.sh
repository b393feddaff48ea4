#!/usr/bin/env bash
# `init --ci` writes a pipeline for GitHub or GitLab that builds with the project's versions.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

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

expect_exit 2 "$SLIPWAY" init --ci jenkins
expect_contains "$ERR" '^slipway: --ci is "jenkins"; it can be github or gitlab$'
