#!/usr/bin/env bash
# So are the releases that an umbrella defines, made in its root.
# labels: e2e peer

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

umbrella=$TEST_TMP/umbrella
copy_fixture umbrella "$umbrella"
facts="bearings 103 42, consolidated true, scale 50000, keeper Ole"

expect_release_equals_mix "$umbrella"
expect_release_runs "$umbrella/by-slipway" "^north runs on north@.*: $facts, ferry absent$" KEEPER=Ole

expect_release_equals_mix "$umbrella" "$umbrella/rel" south
expect_release_runs "$umbrella/by-slipway" "^south runs on south@.*: $facts, ferry loaded$" KEEPER=Ole
