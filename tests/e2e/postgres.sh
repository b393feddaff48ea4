# shellcheck shell=bash
#
# A PostgreSQL server of a test's own. Sourced after lib.sh, and after engines.sh where that is used, too.
#
#     start_postgres [ADDRESS]     listens on 127.0.0.1 and on ADDRESS; sets PGPORT
#     database NAME                makes one with its user NAME (password "secret")
#     sql NAME QUERY               rows of a query, columns divided by "|"
#
# What is started here ends with the test, as all of start_background does.

E2E_POSTGRES=$TEST_TMP/postgres

# The programs, as they are installed or as script/bootstrap unpacks them.
e2e_postgres_programs() {
    local package=$1 folder
    for folder in "$BUILD_DIR/peers/$package" "$REPO/build/peers/$package" ''; do
        [[ -x $folder/usr/lib/postgresql/15/bin/$2 ]] || continue
        printf '%s\n' "$folder/usr/lib/postgresql/15/bin/$2"
        return
    done
    fail "there is no $2; run script/bootstrap"
}

# The server does not run as root.
e2e_as_nobody() {
    if ((EUID == 0)); then
        setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
    else
        "$@"
    fi
}

start_postgres() {
    local initdb postgres addresses=127.0.0.1${1:+,$1}
    initdb=$(e2e_postgres_programs postgresql-15 initdb)
    postgres=$(e2e_postgres_programs postgresql-15 postgres)
    PGPORT=$(free_port)
    export PGPORT PGHOST=127.0.0.1
    # The socket and the data belong to the server's user; a path of a socket may have 107 bytes.
    mkdir -p "$E2E_POSTGRES"
    ((EUID != 0)) || chown 65534:65534 "$E2E_POSTGRES"
    chmod o+x "$TEST_TMP"
    # Nothing of it has to outlive the test.
    e2e_as_nobody "$initdb" --pgdata "$E2E_POSTGRES/data" --username postgres --auth trust --no-sync \
        --encoding UTF8 --locale C >"$TEST_TMP/logs/initdb.log"
    printf '%s\n' "host all postgres 127.0.0.1/32 trust" "host all all 0.0.0.0/0 md5" >"$TEST_TMP/pg_hba.conf"
    cat "$TEST_TMP/pg_hba.conf" >"$E2E_POSTGRES/data/pg_hba.conf"
    start_background postgres e2e_as_nobody "$postgres" -D "$E2E_POSTGRES/data" -p "$PGPORT" \
        -c "listen_addresses=$addresses" -c unix_socket_directories= -c fsync=off -c password_encryption=md5
    wait_for 30 e2e_postgres_answers
}

e2e_postgres_answers() { sql postgres 'SELECT 1'; }

database() {
    sql postgres "CREATE ROLE $1 LOGIN PASSWORD 'secret'"
    sql postgres "CREATE DATABASE $1 OWNER $1"
}

sql() {
    "$(e2e_postgres_programs postgresql-client-15 psql)" --no-psqlrc --username postgres --dbname "$1" \
        --tuples-only --no-align --set ON_ERROR_STOP=1 --command "$2"
}
