#!/usr/bin/env bash
# `init --docker` writes a Dockerfile for the files that the project has, and a .dockerignore; it overwrites neither.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
expect_exit 0 "$SLIPWAY" init --docker
expect_contains "$OUT" '^\* creating Dockerfile$'
expect_contains "$OUT" '^\* creating \.dockerignore$'

version=$(elixir -e 'IO.write(Enum.join(Enum.take(String.split(System.version(), "."), 2), "."))')
otp=$(erl -noshell -eval 'io:put_chars(erlang:system_info(otp_release)), halt().')
expect_contains "$PWD/Dockerfile" "^ARG BUILDER_IMAGE=docker.io/library/elixir:$version-otp-$otp-slim$"
expect_contains "$PWD/Dockerfile" '^ENTRYPOINT \["/app/bin/bare"\]$'
expect_contains "$PWD/Dockerfile" '^USER 65532:65532$'
expect_contains "$PWD/Dockerfile" 'rm -f /app/releases/COOKIE'
expect_not_contains "$PWD/Dockerfile" '^\?|assets|PHX_SERVER|@'
expect_not_contains "$PWD/Dockerfile" 'RELEASE_COOKIE='
# Everything that is copied from the context is there, but for slipway itself.
while read -r word; do
    [[ $word == slipway || -e $word ]] || fail "the Dockerfile copies $word, which is not there"
done < <(sed -nE '/--from/d; s/^COPY (.*) [^ ]+$/\1/p' Dockerfile | tr ' ' '\n')

printf 'mine\n' >Dockerfile
expect_exit 0 "$SLIPWAY" init --docker
expect_contains "$OUT" '^\* skipping Dockerfile \(exists; --force overwrites it\)$'
expect_equal mine "$(<Dockerfile)" "Dockerfile"

# What a Phoenix project has.
mkdir -p assets config priv
printf "%%{}\n" >mix.lock
touch config/config.exs config/prod.exs config/dev.exs
printf 'System.get_env("PHX_SERVER")\n' >config/runtime.exs
printf '# aliases: "assets.deploy": []\n' >>mix.exs
cat >slipway.toml <<'END'
[image]
user = "1000:0"
ports = [4000, "53/udp"]
env = { GREETING = 'a "$HOME" \ b', PORT = 4000 }
labels = { "com.example.team" = "shop" }
stop_signal = "SIGINT"
END
expect_exit 0 "$SLIPWAY" init --docker --force
expect_contains "$PWD/Dockerfile" '^COPY mix.exs mix.lock \./$'
expect_contains "$PWD/Dockerfile" '^COPY config/config.exs config/prod.exs config/$'
expect_contains "$PWD/Dockerfile" '^COPY config/runtime.exs config/$'
expect_contains "$PWD/Dockerfile" '^RUN mix assets.deploy$'
expect_contains "$PWD/Dockerfile" '^ENV PHX_SERVER=true$'
# What is set for images holds here, too; --force is about these two files alone.
expect_contains "$OUT" '^\* skipping slipway.toml \(exists\)$'
# shellcheck disable=SC2016 # a variable of nobody's
expect_equal 'ENV GREETING="a \"\$HOME\" \\ b"
ENV PORT="4000"
EXPOSE 4000/tcp
EXPOSE 53/udp
LABEL "com.example.team"="shop"
STOPSIGNAL SIGINT' "$(sed -n '/^# \[image\]/,/^# A number/{/^#/!p}' Dockerfile)" "instructions"
expect_contains "$PWD/Dockerfile" '^USER 1000:0$'
printf '[image]\nenv = { A = "b\\nc" }\n' >slipway.toml
expect_exit 1 "$SLIPWAY" init --docker --force
expect_contains "$ERR" 'the value of A has several lines'
