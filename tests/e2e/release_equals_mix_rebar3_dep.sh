#!/usr/bin/env bash
# So is the release of a project with dependencies that rebar3 and make build.
# labels: e2e peer slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

# Mix looks for a rebar3 of its own; this one comes with the system.
MIX_REBAR3=$(command -v rebar3)
export MIX_REBAR3

copy_fixture rebar3_dep "$TEST_TMP/rebar3_dep"
expect_release_equals_mix "$TEST_TMP/rebar3_dep"
expect_release_runs "$TEST_TMP/rebar3_dep/by-slipway" \
    '^lighthouse runs on lighthouse@.*: red light with 2 oil, seen from afar, tooottooot$'
