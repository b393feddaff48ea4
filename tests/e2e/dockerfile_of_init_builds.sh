#!/usr/bin/env bash
# The Dockerfile of `init --docker` builds as it was written, on bases of Debian, without a network; its image starts as another
# user than root, serves its page and stops in order. A second build takes the dependencies' layers from Docker's cache.
# labels: e2e docker slow
# The first run in a build folder makes two roots of 600 MB.
# seconds: 1200

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/engines.sh
source "$REPO/tests/e2e/engines.sh"
# shellcheck source=tests/e2e/roots.sh
source "$REPO/tests/e2e/roots.sh"

e2e_need_slipway
project=$TEST_TMP/exrelease
copy_fixture exrelease "$project"
cd "$project"
# shellcheck disable=SC2016 # a variable of nobody's
sed -i 's|env = { |&GREETING = '\''a "$HOME" \\ b'\'', |' slipway.toml
expect_contains "$PWD/slipway.toml" 'GREETING'
expect_exit 0 "$SLIPWAY" init --docker
cp "$SLIPWAY" .

builder=$(elixir_builder_base)
runner=$(elixir_runner_base)
start_dockerd
docker import --change 'ENV LANG=C.UTF-8' "$builder" builder:plain
docker import "$runner" runner:1
# Hex and rebar3 come from the internet unless they are there. This project uses neither: names alone stand for them.
mkdir -p "$TEST_TMP/base/hex/lib"
cat >"$TEST_TMP/base/hex/mix.exs" <<'END'
defmodule Hex.MixProject do
  use Mix.Project
  def project, do: [app: :hex, version: "1.0.0"]
end
END
printf 'defmodule Hex do\n  def start, do: :ok\n  def version, do: "1.0.0"\nend\n' >"$TEST_TMP/base/hex/lib/hex.ex"
printf '#!/bin/sh\nexit 1\n' >"$TEST_TMP/base/rebar3"
chmod +x "$TEST_TMP/base/rebar3"
cat >"$TEST_TMP/base/Dockerfile" <<'END'
FROM builder:plain
COPY hex /hex
COPY rebar3 /hex/rebar3
RUN cd /hex && mix archive.build -o hex.ez && mix archive.install --force hex.ez && \
    mix local.rebar --force rebar3 /hex/rebar3
END
docker build --network none --tag builder:1 "$TEST_TMP/base" >"$TEST_TMP/logs/base.log" 2>&1

# build LOG: the image app:1 of the present sources.
build() {
    docker build --network none --build-arg BUILDER_IMAGE=builder:1 --build-arg RUNNER_IMAGE=runner:1 --tag app:1 . \
        >"$TEST_TMP/logs/$1.log" 2>&1 || fail "the Dockerfile does not build: $(tail -n 20 "$TEST_TMP/logs/$1.log")"
}
build first

expect_equal '65532:65532 ["/app/bin/exrelease"] ["start"] /app' \
    "$(docker inspect app:1 --format '{{.Config.User}} {{json .Config.Entrypoint}} {{json .Config.Cmd}} {{.Config.WorkingDir}}')" \
    "configuration"
# shellcheck disable=SC2016 # a variable of nobody's
expect_equal 'GREETING=a "$HOME" \ b' \
    "$(docker inspect app:1 --format '{{range .Config.Env}}{{println .}}{{end}}' | grep GREETING)" "a variable of [image]"
expect_equal '' "$(docker run --rm --entrypoint /usr/bin/find app:1 /app -name COOKIE)" "cookies in the image"

port=$(free_port)
docker run --detach --name usual --read-only --tmpfs /tmp --cap-drop ALL --publish "127.0.0.1:$port:4000" \
    --env SECRET_KEY_BASE=a-secret-of-the-test --env APP_PORT=4000 app:1
serves() {
    docker exec usual /app/bin/exrelease health || { docker logs usual && false; }
}
wait_for 60 serves
wait_for 20 http_get "http://127.0.0.1:$port/health"
http_get "http://127.0.0.1:$port/" >"$TEST_TMP/page"
expect_contains "$TEST_TMP/page" '<title>exrelease'
docker stop --time 20 usual
expect_equal '0 false' "$(docker inspect usual --format '{{.State.ExitCode}} {{.State.OOMKilled}}')" "state after SIGTERM"

# The dependencies come from the cache of Docker after a change of the code, which the image has.
printf 'defmodule Exrelease.Added do\n  def answer, do: 42\nend\n' >lib/added.ex
build second
expect_contains "$(grep -A1 'RUN mix deps.compile' "$TEST_TMP/logs/second.log")" 'Using cache'
expect_exit 0 docker run --rm --env SECRET_KEY_BASE=a-secret-of-the-test --env APP_PORT=4000 app:1 eval 'IO.puts(Exrelease.Added.answer())'
expect_contains "$OUT" '^42$'
