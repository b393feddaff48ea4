#!/usr/bin/env bash
# All modules in which the VM finds an on_load function are loaded at the start, whatever the profile says: once kernel has
# started, because others call them meanwhile, and the first of them to do so would end the start otherwise.
# labels: e2e peer

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
export MIX_ENV=prod
sed -i 's/mod: {Bare.Application, \[\]}/&, extra_applications: [:crypto, :asn1, :public_key, :ssl, :runtime_tools]/' mix.exs
printf '[boot]\nprofile = "rel/boot.profile"\n' >slipway.toml
mkdir -p rel
: >rel/boot.profile
expect_exit 0 "$SLIPWAY" release
release=$TEST_TMP/bare/_build/prod/rel/bare

# Behind kernel stand calls of modules.
early=$(erl -noshell -eval '
    {ok, Bytes} = file:read_file(hd(init:get_plain_arguments())),
    {script, _, Script} = binary_to_term(Bytes),
    Kernel = {apply, {application, start_boot, [kernel, permanent]}},
    [Kernel | Rest] = lists:dropwhile(fun(I) -> I =/= Kernel end, Script),
    [io:format("~s~n", [M]) || {apply, {M, module_info, [module]}} <- Rest],
    Early = lists:takewhile(fun(I) -> I =/= {kernel_load_completed} end, Script),
    [io:format("~s too early~n", [M]) || {primLoad, Ms} <- Early, M <- Ms, M =:= crypto],
    halt().' -extra "$release/releases/0.1.0/start_profile.boot" | LC_ALL=C sort)
found=$(erl -noshell -eval '
    [begin
        {ok, Beam} = file:read_file(File),
        Module = list_to_atom(filename:basename(File, ".beam")),
        Prepared = erlang:prepare_loading(Module, Beam),
        erlang:has_prepared_code_on_load(Prepared) andalso io:format("~s~n", [Module])
     end || Folder <- init:get_plain_arguments(), File <- filelib:wildcard(Folder ++ "/*/ebin/*.beam")],
    halt().' -extra "$release/lib" | LC_ALL=C sort)
expect_contains "$found" '^crypto$'
expect_equal "" "$(comm -23 <(echo "$found") <(echo "$early"))" "modules that are not loaded early"
# 2 of 2,557 modules of OTP, Elixir and a Phoenix project look as if they had one, and have not.
others=$(comm -13 <(echo "$found") <(echo "$early") | wc -l)
((others <= 2)) || fail "$others modules without on_load are loaded early"

# One that can't be loaded ends the start, as in embedded mode.
cat >lib/bare_nif.ex <<'END'
defmodule Bare.Nif do
  @on_load :load
  def load, do: :no_library
  def call, do: :erlang.nif_error(:not_loaded)
end
END
expect_exit 0 "$SLIPWAY" release
for mode in profile embedded; do
    expect_exit 1 env RELEASE_MODE=$mode RELEASE_NODE=on-load ERL_CRASH_DUMP=/dev/null "$release/bin/bare" start
    expect_contains "$(cat "$OUT" "$ERR")" 'Bare.Nif'
done
