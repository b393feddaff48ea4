# shellcheck shell=bash
#
# Nodes that speak TLS: their certificates, their options, and a release that asks for it. Sourced after lib.sh.

certificates=$TEST_TMP/certificates
mkdir "$certificates"

# authority NAME
authority() {
    openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj "/CN=$1" \
        -keyout "$certificates/$1.key" -out "$certificates/$1.pem" 2>"$TEST_TMP/openssl.log"
}
# certificate NAME AUTHORITY HOST DAYS
certificate() {
    openssl req -newkey rsa:2048 -nodes -subj "/CN=$1" -keyout "$certificates/$1.key" \
        -out "$certificates/$1.csr" 2>"$TEST_TMP/openssl.log"
    openssl x509 -req -in "$certificates/$1.csr" -CA "$certificates/$2.pem" -CAkey "$certificates/$2.key" \
        -CAcreateserial -days "$4" -extfile <(printf 'subjectAltName=DNS:%s\n' "$3") \
        -out "$certificates/$1.pem" 2>"$TEST_TMP/openssl.log"
}
# options FILE CERTIFICATE AUTHORITY VERSION: what -ssl_dist_optfile reads.
options() {
    cat >"$TEST_TMP/$1" <<END
[{server, [{certfile, "$certificates/$2.pem"}, {keyfile, "$certificates/$2.key"},
           {cacertfile, "$certificates/$3.pem"}, {verify, verify_peer}, {fail_if_no_peer_cert, true},
           {versions, ['$4']}]},
 {client, [{certfile, "$certificates/$2.pem"}, {keyfile, "$certificates/$2.key"},
           {cacertfile, "$certificates/$3.pem"}, {verify, verify_peer}, {versions, ['$4']}]}].
END
}

# release_with_tls PROTOCOL: prints the path of a release of `bare` whose vm.args ask for it, with the options of
# $TEST_TMP/tls.conf.
release_with_tls() {
    local project=$TEST_TMP/bare file
    copy_fixture bare "$project"
    mkdir -p "$project/rel"
    for file in vm.args remote.vm.args; do
        printf -- '-proto_dist %s\n-ssl_dist_optfile %s\n' "$1" "$TEST_TMP/tls.conf" \
            >"$project/rel/$file.eex"
    done
    sed -i 's/\[mod: /[extra_applications: [:ssl], mod: /' "$project/mix.exs"
    slipway_release "$project"
}
