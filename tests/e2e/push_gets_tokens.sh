#!/usr/bin/env bash
# A registry that wants tokens: one for each repository's actions, by a password, by an identity token, or by nobody for
# pulling; renewed when it ends in the middle, and for two repositories where a layer is taken over.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/registry.sh
source "$REPO/tests/e2e/registry.sh"

e2e_need_slipway
start_token_server --seconds 3 --free-pull
start_registry main "${TOKEN_OPTIONS[@]}"
small_image "$TEST_TMP/layout" app one two
tokens=$TEST_TMP/logs/tokens.json
by_password() { printf secret | "$SLIPWAY" push "oci:$TEST_TMP/layout:app" "$@" --username anna --password-stdin; }

expect_exit 0 by_password "$REGISTRY/team/app:1"
expect_equal '["anna repository:team/app:pull,push"]' "$(jq -s -c 'map("\(.user) \(.scopes | join(" "))") | unique' "$tokens")" \
    "tokens"
skopeo copy --quiet --src-tls-verify=false --src-creds anna:secret "docker://$REGISTRY/team/app:1" "oci:$TEST_TMP/copied:1"
diff -r "$TEST_TMP/layout/blobs" "$TEST_TMP/copied/blobs" || fail "skopeo got another image"

# What another repository has is taken over with a token for both.
: >"$tokens"
expect_exit 0 by_password "$REGISTRY/other/app:1" --json
expect_equal '["mounted"]' "$(jq -c '[.pushed[0].blobs[].fate] | unique' "$OUT")" "what became of the blobs"
expect_contains "$(jq -r '.scopes | join(" ")' "$tokens")" '^repository:other/app:pull,push repository:team/app:pull$'

# Nobody may pull, and not push.
expect_exit 0 "$SLIPWAY" pull "$REGISTRY/team/app:1" -o "oci:$TEST_TMP/pulled" --no-cache
diff -r "$TEST_TMP/layout/blobs" "$TEST_TMP/pulled/blobs" || fail "another image was pulled"
small_image "$TEST_TMP/layout" more three
expect_exit 1 "$SLIPWAY" push "oci:$TEST_TMP/layout:more" "$REGISTRY/team/app:2"
expect_contains "$ERR" "answers 401, UNAUTHORIZED.*docker login $REGISTRY"

# A wrong password, and an identity token as `docker login` stores it.
wrong() { printf wrong | "$SLIPWAY" pull "$REGISTRY/team/app:1" -o "oci:$TEST_TMP/wrong" --no-cache --username anna --password-stdin; }
expect_exit 1 wrong
expect_contains "$ERR" 'get a token for .* UNAUTHORIZED: wrong password; the credentials are those of --username'
mkdir -p "$DOCKER_CONFIG"
printf '{"auths": {"%s": {"auth": "PHRva2VuPjo=", "identitytoken": "identity-of-anna"}}}\n' "$REGISTRY" >"$DOCKER_CONFIG/config.json"
: >"$tokens"
expect_exit 0 "$SLIPWAY" push "oci:$TEST_TMP/layout:more" "$REGISTRY/team/app:2"
expect_contains "$OUT" 'by a token \(.*config.json\)'
expect_equal '["POST"]' "$(jq -s -c 'map(.method) | unique' "$tokens")" "how tokens were asked for"

# Three seconds are over before all is sent: the token is renewed on the way.
random_image "$TEST_TMP/large" app 9
start_fault_proxy slow 'PATCH . * delay=1200'
: >"$tokens"
printf '{"auths": {"%s": {"auth": "%s"}}}\n' "$PROXY" "$(printf anna:secret | base64)" >"$DOCKER_CONFIG/config.json"
expect_exit 0 "$SLIPWAY" push "oci:$TEST_TMP/large:app" "$PROXY/team/large:1" --chunk-size 2
(($(jq -s length "$tokens") >= 2)) || fail "there was one token for more time than it lasts"
expect_exit 0 "$SLIPWAY" pull "$PROXY/team/large:1" -o "oci:$TEST_TMP/again" --no-cache
diff -r "$TEST_TMP/large/blobs" "$TEST_TMP/again/blobs" || fail "another image was pulled"
