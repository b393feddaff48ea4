#!/usr/bin/env bash
# `profile` prints what a system in interactive mode has loaded; a release with it loads that, and no more, and has the
# atoms of embedded mode.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release exrelease)
start_example "$release" RELEASE_MODE=interactive
http_get "$URL/" >/dev/null
expect_exit 0 "$release/bin/exrelease" profile
profile=$TEST_TMP/boot.profile
cp "$OUT" "$profile"
# The second time gives the same: profiling loads nothing.
expect_exit 0 "$release/bin/exrelease" profile
expect_equal "$(<"$profile")" "$(<"$OUT")" "profiles"
stop_release

expect_contains "$profile" '^# .* a running system of exrelease '
expect_contains "$profile" '^Elixir\.Exrelease$'
expect_contains "$profile" '^inet_tcp$'
expect_not_contains "$profile" '^(init|erlang|httpc|Elixir\.IEx)$'
modules=$(grep -v '^#' "$profile")
expect_equal "$(LC_ALL=C sort -u <<<"$modules")" "$modules" "modules, sorted"

project=$TEST_TMP/exrelease
mkdir -p "$project/rel"
{
    cat "$profile"
    echo Elixir.Exrelease.Gone
} >"$project/rel/boot.profile"
printf '\n[boot]\nprofile = "rel/boot.profile"\n' >>"$project/slipway.toml"
cd "$project"
expect_exit 0 "$SLIPWAY" release --overwrite
expect_contains "$ERR" 'names modules that this release does not have: Elixir\.Exrelease\.Gone;'

# state MODE: mode, a rarely used module of OTP, whether an atom of it alone exists, and how many atoms there are.
state() {
    start_example "$release" RELEASE_MODE="$1"
    http_get "$URL/" >/dev/null
    # As characters: the expression must not make the atom.
    expect_exit 0 "$release/bin/exrelease" rpc --mfa :code get_mode
    expect_exit 0 "$release/bin/exrelease" rpc 'IO.inspect({:code.get_mode(), :erlang.module_loaded(:xref_reader),
        :erlang.module_loaded(Exrelease), length(:code.all_loaded()) > 400,
        try do String.to_existing_atom(Enum.join(["process", "module"], "_")) && true rescue ArgumentError -> false end})'
    cat "$OUT"
    expect_exit 0 "$release/bin/exrelease" health
    stop_release
}
state ''
