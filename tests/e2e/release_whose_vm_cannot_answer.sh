#!/usr/bin/env bash
# Where the VM finds that nobody reads its answers any more, it ends, although its input is still open. It would wait for
# ever for a request, and an interrupted `slipway release` for it.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
: >"$TEST_TMP/nothing"
mkfifo "$TEST_TMP/requests"
exec 8<>"$TEST_TMP/requests" # its end never comes
exec 9> >(:)
wait "$!"

expect_exit 1 env MIX_ENV=prod timeout 60 elixir \
    --erl "-slipway_load $TEST_TMP/nothing $REPO/probe/slipway_probe.exs $REPO/probe/slipway_check.exs $TEST_TMP/nothing \
-slipway_probe 8 9" -r "$REPO/probe/slipway_loader.exs" -S mix release
[[ ! -e _build/prod/rel ]] || fail "there is a release"
