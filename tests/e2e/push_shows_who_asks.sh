#!/usr/bin/env bash
# A registry with TLS by an authority of its own, and passwords: certificates from --cert-dir, credentials from
# `docker login`'s file, a helper, standard input. What is wrong is named, and no password is shown.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/registry.sh
source "$REPO/tests/e2e/registry.sh"

e2e_need_slipway
start_registry secure tls htpasswd anna 'pass:word'
small_image "$TEST_TMP/layout" app one two
trusted=(--cert-dir "$REGISTRY_CERTIFICATES")
push() { "$SLIPWAY" push "oci:$TEST_TMP/layout:app" "$REGISTRY/team/app:1" "$@"; }

expect_exit 1 push
expect_contains "$ERR" 'certificate.*--cert-dir DIR'
expect_exit 1 push --cert-dir "$TEST_TMP/nowhere"
expect_contains "$ERR" 'nowhere is no folder'
expect_exit 1 push "${trusted[@]}"
expect_contains "$ERR" "answers 401.*docker login $REGISTRY, or --username and --password-stdin"

# The name on the command line, the password not.
wrong() { push "${trusted[@]}" --username anna --password-stdin <<<'wrong-word'; }
expect_exit 1 wrong
expect_contains "$ERR" 'answers 401.*as anna \(--username\)'
expect_not_contains "$ERR" 'wrong-word'
right() { printf 'pass:word' | push "${trusted[@]}" --username anna --password-stdin; }
expect_exit 0 right
expect_contains "$OUT" 'sent in .*, as anna \(--username\)'
expect_exit 2 push "${trusted[@]}" --username anna
expect_contains "$ERR" 'go together'

# As `docker login` stores it.
mkdir -p "$DOCKER_CONFIG"
printf '{"auths": {"%s": {"auth": "%s"}}}\n' "$REGISTRY" "$(printf 'anna:pass:word' | base64)" >"$DOCKER_CONFIG/config.json"
expect_exit 0 push "${trusted[@]}"
expect_contains "$OUT" "had all of it.*as anna \\($DOCKER_CONFIG/config.json\\)"

# A helper, which says what it was asked.
mkdir -p "$TEST_TMP/programs"
cat >"$TEST_TMP/programs/docker-credential-known" <<END
#!/bin/sh
test "\$1" = get || exit 1
cat >"$TEST_TMP/asked"
printf '{"ServerURL": "x", "Username": "anna", "Secret": "pass:word"}'
END
chmod +x "$TEST_TMP/programs/docker-credential-known"
printf '{"credHelpers": {"%s": "known"}}\n' "$REGISTRY" >"$DOCKER_CONFIG/config.json"
expect_exit 1 push "${trusted[@]}"
expect_contains "$ERR" 'docker-credential-known, which is not in PATH'
PATH=$TEST_TMP/programs:$PATH expect_exit 0 push "${trusted[@]}"
expect_contains "$OUT" 'as anna \(docker-credential-known'
expect_equal "$REGISTRY" "$(<"$TEST_TMP/asked")" "what the helper was asked"

# What others read there, and without looking at the certificate.
skopeo inspect --cert-dir "$REGISTRY_CERTIFICATES" --creds anna:pass:word "docker://$REGISTRY/team/app:1" >/dev/null
rm "$DOCKER_CONFIG/config.json"
insecure() { printf 'pass:word' | "$SLIPWAY" pull "$REGISTRY/team/app:1" -o "oci:$TEST_TMP/pulled" --insecure --username anna --password-stdin; }
expect_exit 0 insecure
umoci list --layout "$TEST_TMP/pulled" >"$TEST_TMP/names"
expect_contains "$TEST_TMP/names" '^1$'
