#!/usr/bin/env bash
# In the image of `slipway image --builder` upon Debian with Elixir, a project becomes an image, which then runs.
# labels: e2e docker slow
# The first run in a build folder makes a root of 600 MB.
# seconds: 1200

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/engines.sh
source "$REPO/tests/e2e/engines.sh"
# shellcheck source=tests/e2e/roots.sh
source "$REPO/tests/e2e/roots.sh"

e2e_need_slipway
builder=$(elixir_builder_base)
start_dockerd
cd "$TEST_TMP"
expect_exit 0 "$SLIPWAY" image --builder --base "$builder" -t builder:1 --quiet -o builder.tar
expect_not_contains "$ERR" 'has no mix'
docker load -i builder.tar

copy_fixture bare "$TEST_TMP/bare"
docker run --rm --network none --env LANG=C.UTF-8 --volume "$TEST_TMP/bare:/project" --workdir /project builder:1 \
    slipway image -t bare:1 -o /project/bare.tar
docker load -i bare/bare.tar
expect_exit 0 docker run --rm bare:1 eval 'IO.puts("from the builder")'
expect_contains "$OUT" '^from the builder$'
