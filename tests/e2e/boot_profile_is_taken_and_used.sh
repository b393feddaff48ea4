#!/usr/bin/env bash
# `profile` prints what a system in interactive mode has loaded; a release with it loads that, and has the atoms of
# embedded mode.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release exrelease)
bin=$release/bin/exrelease
profile=$TEST_TMP/boot.profile
start_example "$release" RELEASE_MODE=interactive
http_get "$URL/" >/dev/null
expect_exit 0 "$bin" profile
cp "$OUT" "$profile"
expect_exit 0 "$bin" profile
expect_equal "$(<"$profile")" "$(<"$OUT")" "the profiles of the same system"
stop_release

expect_contains "$profile" '^# .* a running system of exrelease '
expect_contains "$profile" '^Elixir\.Exrelease$'
expect_not_contains "$profile" '^(init|erlang|Elixir\.IEx)$'
modules=$(grep -v '^#' "$profile")
expect_equal "$(LC_ALL=C sort -u <<<"$modules")" "$modules" "modules"

project=$TEST_TMP/exrelease
mkdir -p "$project/rel"
cp "$profile" "$project/rel/boot.profile"
echo Elixir.Exrelease.Gone >>"$project/rel/boot.profile"
printf '\n[boot]\nprofile = "rel/boot.profile"\n' >>"$project/slipway.toml"
cd "$project"
script=$(sha256sum "$release/releases/0.1.0/start.boot")
expect_exit 0 "$SLIPWAY" release --overwrite
expect_contains "$ERR" 'rel/boot.profile names modules that this release does not have: Elixir\.Exrelease\.Gone;'
expect_equal "$script" "$(sha256sum "$release/releases/0.1.0/start.boot")" "start.boot"

# start_in MODE: what a system in this mode has loaded goes to the file MODE, one module a line, and its number of atoms
# to the variable ATOMS. Nothing is evaluated: Elixir's compiler would be loaded for it.
start_in() {
    start_example "$release" RELEASE_MODE="$1"
    expect_contains "$(http_get "$URL/")" '<dd id="protocols">yes</dd>'
    expect_exit 0 "$bin" health
    local status=0
    "$bin" rpc 'for {module, _} <- :code.all_loaded(), do: IO.puts(module)' >"$TEST_TMP/loaded.$1" || status=$?
    expect_equal 0 "$status" "exit status"
    expect_exit 0 "$bin" rpc 'IO.inspect(:erlang.system_info(:atom_count))'
    ATOMS=$(<"$OUT")
    # In the atom table of an application's module that only embedded mode loads, and nowhere else.
    expect_exit 0 "$bin" rpc \
        'IO.puts(try do String.to_existing_atom(Enum.join(["remove", "_breaks"])) rescue ArgumentError -> nil end)'
    RARE=$(<"$OUT")
    expect_exit 0 "$bin" rpc 'IO.puts(:code.get_mode())'
    MODE=$(<"$OUT")
    stop_release
}

start_in profile
expect_equal "interactive remove_breaks" "$MODE $RARE" "mode, and the atom of a module that is not loaded"
atoms=$ATOMS
missing=$(comm -23 <(echo "$modules") <(LC_ALL=C sort "$TEST_TMP/loaded.profile"))
expect_equal "" "$missing" "modules of the profile that are not loaded"
expect_not_contains "$TEST_TMP/loaded.profile" '^Elixir\.IEx\.Pry$'

# As in a release without a profile, whatever is set.
start_in embedded
expect_equal "embedded remove_breaks" "$MODE $RARE" "mode, and the atom of a module that is loaded"
expect_contains "$TEST_TMP/loaded.embedded" '^Elixir\.IEx\.Pry$'
expect_equal "$ATOMS" "$atoms" "the number of atoms in embedded mode and with the profile"
start_in interactive
expect_equal "interactive" "$MODE$RARE" "mode, and no such atom"
