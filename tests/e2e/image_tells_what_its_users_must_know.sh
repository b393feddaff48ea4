#!/usr/bin/env bash
# `slipway image` says that replicas of a clustered release need one cookie, and that old Dockers can't read zstd.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
project=$TEST_TMP/bare
copy_fixture bare "$project"
cd "$project"
image() { expect_exit 0 "$SLIPWAY" image -o "oci:$TEST_TMP/layout" "$@"; }

image
expect_not_contains "$OUT" 'RELEASE_COOKIE|zstd'
# shellcheck disable=SC2016 # expanded by the launcher
printf '[node]\nname = "${RELEASE_NAME}@${IP}"\ndistribution = "name"\n' >slipway.toml
image --compression zstd
expect_contains "$OUT" '^\* replicas that form a cluster need one RELEASE_COOKIE .* \(its nodes have long names\)$'
expect_contains "$OUT" '^\* layers are compressed by zstd: Docker before 23 '
image --compression zstd --json
expect_equal 2 "$(jq '.notes | length' "$OUT")" "notes in JSON"
image --env RELEASE_COOKIE_FILE=/run/secrets/cookie
expect_not_contains "$OUT" 'RELEASE_COOKIE'
