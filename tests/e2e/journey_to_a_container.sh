#!/usr/bin/env bash
# The whole journey: `slipway build` has npm build the assets, digests them, assembles and packs; the image starts in
# Docker with its settings, migrates a real database once, however many containers start, and serves the page, which a
# browser shows.
# labels: e2e docker

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/engines.sh
source "$REPO/tests/e2e/engines.sh"
# shellcheck source=tests/e2e/postgres.sh
source "$REPO/tests/e2e/postgres.sh"
# shellcheck source=tests/e2e/browser.sh
source "$REPO/tests/e2e/browser.sh"

e2e_need_slipway
project=$TEST_TMP/exrelease
copy_fixture exrelease "$project"
cd "$project"

expect_exit 0 "$SLIPWAY" build -t exrelease:journey -o "$TEST_TMP/image.tar"
for step in 'mix deps.get --only prod' 'npm ci in assets' 'npm run deploy in assets' 'slipway assets' 'slipway release'; do
    expect_contains "$OUT" "^\* $step: [0-9.]+ s$"
done
# Nothing has changed: all steps are skipped, and the image is the same.
cp "$TEST_TMP/image.tar" "$TEST_TMP/first.tar"
expect_exit 0 "$SLIPWAY" build -t exrelease:journey -o "$TEST_TMP/image.tar"
for step in 'mix deps.get --only prod' 'npm ci in assets' 'npm run deploy in assets' 'slipway assets'; do
    expect_contains "$OUT" "^\* $step: unchanged$"
done
cmp "$TEST_TMP/first.tar" "$TEST_TMP/image.tar"

start_dockerd
docker load --quiet --input "$TEST_TMP/image.tar"
gateway=$(ip -4 -o address show dev "$(<"$E2E_ENGINES/docker/bridge")" | sed -E 's/.* inet ([0-9.]+).*/\1/')
start_postgres "$gateway"
database journey
settings=(--env SECRET_KEY_BASE=a-secret-of-the-test --env ERL_EPMD_ADDRESS=127.0.0.1
    --env "DATABASE_URL=postgres://journey:secret@$gateway:$PGPORT/journey")

# Two start at the same moment.
ports=()
starts=()
for name in one two; do
    ports+=("$(free_port)")
    docker run --detach --name "$name" --publish "127.0.0.1:${ports[-1]}:4000" --read-only --tmpfs /tmp \
        "${settings[@]}" exrelease:journey &
    starts+=($!)
done
wait "${starts[@]}"
for port in "${ports[@]}"; do wait_for 60 http_get "http://127.0.0.1:$port/health"; done
expect_equal '20240301090000 20240302090000' \
    "$(sql journey 'SELECT version FROM schema_migrations ORDER BY version' | paste -sd ' ')" "migrations"
{ docker logs one && docker logs two; } >"$TEST_TMP/logs/both" 2>&1
expect_equal 1 "$(grep -c 'Migrated 20240301090000' "$TEST_TMP/logs/both")" "runs of the first migration"
expect_equal 1 "$(grep -c 'Migrated 20240302090000' "$TEST_TMP/logs/both")" "runs of the second migration"

# Both count in the same place.
for port in "${ports[@]}"; do http_get "http://127.0.0.1:$port/" >"$TEST_TMP/page"; done
expect_contains "$TEST_TMP/page" '<dd id="visits">2 by 2 visitors</dd>'
expect_contains "$TEST_TMP/page" '<dd id="store">PostgreSQL</dd>'
expect_equal 2 "$(sql journey "SELECT count FROM visits WHERE kind = 'total'")" "visits in the database"

# The page names digested files, which come compressed and may be kept for ever.
for kind in css js; do
    path=$(grep -oE "/assets/$kind/app-[0-9a-f]{32}\.$kind" "$TEST_TMP/page")
    curl --silent --show-error --fail --noproxy '*' --header 'accept-encoding: gzip' --dump-header "$TEST_TMP/headers" \
        --output "$TEST_TMP/asset.gz" "http://127.0.0.1:${ports[0]}$path"
    expect_contains "$TEST_TMP/headers" '^cache-control: public, max-age=31536000, immutable'
    expect_contains "$TEST_TMP/headers" '^content-encoding: gzip'
    gzip --decompress --stdout "$TEST_TMP/asset.gz" | cmp - "$project/priv/static$path"
done
expect_contains "$project/priv/static/$(cd priv/static && ls assets/css/app-*.css)" 'mark-[0-9a-f]{32}\.svg'

# A browser shows its text, and a picture with the page on it: a headline and a list of facts.
url=http://127.0.0.1:${ports[0]}/
browse --dump-dom "$url" >"$TEST_TMP/dom"
expect_contains "$TEST_TMP/dom" '<h1>exrelease 0\.1\.0</h1>'
expect_contains "$TEST_TMP/dom" '<dd id="visits">3 by 3 visitors</dd>'
browse --screenshot="$TEST_TMP/page.png" "$url"
browse --screenshot="$TEST_TMP/blank.png" about:blank
expect_equal '1000 760 0' "$(picture "$TEST_TMP/blank.png")" "picture of a blank page"
read -r width height lines <<<"$(picture "$TEST_TMP/page.png")"
expect_equal '1000 760' "$width $height" "size of the picture"
((lines > 100)) || fail "only $lines of $height lines of the picture show anything"

for name in one two; do
    docker stop --time 10 "$name"
    expect_equal '0 false' "$(docker inspect "$name" --format '{{.State.ExitCode}} {{.State.OOMKilled}}')" "end of $name"
done

# A variable that is missing is named, and so is the reason why a migration failed.
expect_exit 1 docker run --rm "${settings[@]:2}" exrelease:journey
expect_contains "$ERR" 'SECRET_KEY_BASE is missing'
database other
sql other 'CREATE TABLE visits (a int)'
sql other 'ALTER TABLE visits OWNER TO other'
expect_exit 1 docker run --rm "${settings[@]:0:4}" --env "DATABASE_URL=postgres://other:secret@$gateway:$PGPORT/other" \
    exrelease:journey
expect_contains "$ERR" 'migration 20240301090000 create_visits: relation "visits" already exists'
expect_contains "$ERR" 'the system is not started'
expect_equal '' "$(sql other "SELECT to_regclass('schema_migrations')")" "what a failed migration left"
