# shellcheck shell=bash
#
# Registries of a test's own: Debian's docker-registry on loopback. Sourced after lib.sh.
#
#     start_registry NAME [tls] [htpasswd USER PASSWORD] [token REALM CERTIFICATES]
#                          sets REGISTRY to its address, "localhost:PORT"
#     stop_registry NAME   ends it (SIGKILL), with its data kept; `start_registry` starts it again, on the same port
#     registry_count NAME METHOD PATTERN   requests of that method whose path matches the extended regular expression
#     start_token_server OPTION...  `testkit token-server`; sets TOKEN_OPTIONS for start_registry; its log is logs/tokens.json
#     start_fault_proxy NAME RULE...  `testkit fault-proxy` in front of $REGISTRY; sets PROXY to its address, and its log is
#                          logs/NAME.json
#     small_image DIR NAME TEXT...  a layout with an image of a layer for each text
#     random_image DIR NAME MIB...    of a layer of so many MiB for each number
#
# With tls its certificate is of an authority in certificates/ca.crt ($REGISTRY_CERTIFICATES is that folder). What is
# started here ends with the test.

E2E_REGISTRIES=$TEST_TMP/registries
REGISTRY_CERTIFICATES=$E2E_REGISTRIES/certificates
# Nobody's credentials but those that a test gives.
export DOCKER_CONFIG=${DOCKER_CONFIG:-$E2E_REGISTRIES/no-config}
unset REGISTRY_AUTH_FILE
mkdir -p "$E2E_REGISTRIES" "$REGISTRY_CERTIFICATES"

# The program, as script/bootstrap unpacks it, or as it is installed.
e2e_registry_program() {
    local folder
    for folder in "$BUILD_DIR/peers/docker-registry" "$REPO/build/peers/docker-registry" ''; do
        [[ -x $folder/usr/bin/docker-registry ]] || continue
        printf '%s\n' "$folder/usr/bin/docker-registry"
        return
    done
    fail "there is no docker-registry; run script/bootstrap"
}

# An authority, and a certificate for this machine by it.
e2e_make_certificates() {
    local folder=$REGISTRY_CERTIFICATES secret=$E2E_REGISTRIES/server
    [[ ! -f $folder/ca.crt ]] || return 0
    {
        openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/CN=Test Authority' \
            -keyout "$E2E_REGISTRIES/ca.key" -out "$folder/ca.crt"
        openssl req -newkey rsa:2048 -nodes -subj '/CN=localhost' -keyout "$secret.key" -out "$secret.csr"
        openssl x509 -req -in "$secret.csr" -CA "$folder/ca.crt" -CAkey "$E2E_REGISTRIES/ca.key" -CAcreateserial \
            -days 2 -extfile <(printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\n') -out "$secret.crt"
    } 2>"$TEST_TMP/logs/openssl.log"
}

# "USER:HASH" by bcrypt, which is all that the registry reads, and which Python has not from 3.13 on.
e2e_htpasswd() {
    # shellcheck disable=SC2016 # "$2b$" is bcrypt's mark
    perl -e 'print "$ARGV[0]:", crypt($ARGV[1], q($2b$05$) . "x" x 21 . "u"), "\n"' "$@"
}

start_registry() {
    local name=$1 folder=$E2E_REGISTRIES/$1 port
    shift
    if [[ ! -f $folder/config.yml ]]; then
        mkdir -p "$folder"
        port=$(free_port)
        printf '%s\n' "$port" >"$folder/port"
        {
            printf '%s\n' 'version: 0.1' 'log: {level: warn, accesslog: {disabled: false}}' \
                "storage: {filesystem: {rootdirectory: $folder/data}, delete: {enabled: true}}" \
                'http:' "  addr: 127.0.0.1:$port" '  secret: of-the-tests'
            while (($# > 0)); do
                case $1 in
                tls)
                    e2e_make_certificates
                    printf '  tls: {certificate: %s, key: %s}\n' "$E2E_REGISTRIES/server.crt" "$E2E_REGISTRIES/server.key"
                    ;;
                htpasswd)
                    e2e_htpasswd "$2" "$3" >"$folder/htpasswd"
                    printf 'auth: {htpasswd: {realm: test, path: %s}}\n' "$folder/htpasswd"
                    shift 2
                    ;;
                token)
                    printf 'auth: {token: {realm: "%s", service: test, issuer: test, rootcertbundle: %s}}\n' "$2" "$3"
                    shift 2
                    ;;
                *) fail "a registry has no option $1" ;;
                esac
                shift
            done
        } >"$folder/config.yml"
    fi
    port=$(<"$folder/port")
    REGISTRY=localhost:$port
    e2e_start_in_folder "$name" "$folder" "$(e2e_registry_program)" serve "$folder/config.yml"
    printf '%s\n' "$BACKGROUND_PID" >"$folder/pid"
    wait_for 20 e2e_registry_answers "$port"
}

# Its log goes on where it is started again.
e2e_start_in_folder() {
    local name=$1 folder=$2
    shift 2
    "$@" >>"$folder/access.log" 2>>"$TEST_TMP/logs/registry-$name.log" </dev/null &
    BACKGROUND_PID=$!
    record_pid "$BACKGROUND_PID"
}

e2e_registry_answers() {
    curl --silent --insecure --output /dev/null "http://localhost:$1/v2/" ||
        curl --silent --insecure --output /dev/null "https://localhost:$1/v2/"
}

stop_registry() {
    local pid
    pid=$(<"$E2E_REGISTRIES/$1/pid")
    kill -KILL "$pid"
    wait "$pid" 2>/dev/null || true
}

start_token_server() {
    start_background token-server "$TESTKIT" token-server "$TEST_TMP/logs/tokens.json" "$E2E_REGISTRIES/tokens.crt" "$@"
    wait_for 10 test -s "$TEST_TMP/logs/token-server.log"
    # shellcheck disable=SC2034 # for the tests
    TOKEN_OPTIONS=(token "http://localhost:$(head -n 1 "$TEST_TMP/logs/token-server.log")/token" "$E2E_REGISTRIES/tokens.crt")
}

start_fault_proxy() {
    local name=$1
    shift
    start_background "proxy-$name" "$TESTKIT" fault-proxy "${REGISTRY#localhost:}" "$TEST_TMP/logs/$name.json" "$@"
    wait_for 10 test -s "$TEST_TMP/logs/proxy-$name.log"
    # shellcheck disable=SC2034 # for the tests
    PROXY=localhost:$(head -n 1 "$TEST_TMP/logs/proxy-$name.log")
}

# The access log: ... "METHOD PATH HTTP/1.1" STATUS BYTES ...
registry_count() {
    local name=$1 method=$2 pattern=$3
    grep -cE "\"$method [^ \"]*$pattern" "$E2E_REGISTRIES/$name/access.log" || true
}

# random_image FOLDER TAG MIB...: with a layer of so many MiB that can't be compressed for each number.
random_image() {
    local folder=$1 tag=$2 size
    shift 2
    [[ -d $folder ]] || umoci init --layout "$folder"
    umoci new --image "$folder:$tag"
    for size in "$@"; do
        head -c "${size}M" /dev/urandom >"$TEST_TMP/random"
        umoci insert --rootless --image "$folder:$tag" "$TEST_TMP/random" "/random$size" 2>>"$TEST_TMP/logs/umoci.log"
    done
    rm "$TEST_TMP/random"
    umoci gc --layout "$folder"
}

# The digest of a layout's only layer of between so many MiB, without "sha256:".
blob_of_size() {
    find "$1/blobs/sha256" -type f -size "+$(($2 * 1024 - 1))k" -size "-$(($3 * 1024))k" -printf '%f\n'
}

# expect_same_image LAYOUT:TAG REFERENCE: what skopeo gets from $REGISTRY has the same blobs.
expect_same_image() {
    local layout=$1 reference=$2 copied=$TEST_TMP/copied-$RANDOM
    skopeo copy --quiet --src-tls-verify=false "docker://$REGISTRY/$reference" "oci:$copied:x"
    diff -r "${layout%:*}/blobs" "$copied/blobs" >&2 || fail "$reference is another image in the registry"
}

# small_image FOLDER TAG TEXT...
small_image() {
    local folder=$1 tag=$2 text number=0
    shift 2
    [[ -d $folder ]] || umoci init --layout "$folder"
    umoci new --image "$folder:$tag"
    for text in "$@"; do
        number=$((number + 1))
        rm -rf "$TEST_TMP/layer"
        mkdir "$TEST_TMP/layer"
        printf '%s\n' "$text" >"$TEST_TMP/layer/text$number"
        umoci insert --rootless --image "$folder:$tag" "$TEST_TMP/layer/text$number" "/text$number" \
            2>>"$TEST_TMP/logs/umoci.log"
    done
    # Without what each step has left.
    umoci gc --layout "$folder"
}
