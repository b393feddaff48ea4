#!/usr/bin/env bash
# A node that our launcher starts sees what one that Mix's script starts sees: variables, arguments, code and mode.
# labels: e2e peer

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

ours=$(cached_slipway_release bare)
mkdir "$TEST_TMP/by-mix"
copy_fixture bare "$TEST_TMP/by-mix/bare"
by_mix=$(mix_release "$TEST_TMP/by-mix/bare")
cp "$ours/releases/COOKIE" "$by_mix/releases/COOKIE"

# What differs on purpose is left out: no `setcookie`, because others would see it, but a `home` with the cookie's file.
# Our rpc says on every OTP what is a terminal; the options of a line editor, which OTP lists from 26 on (line_history from
# 29 on), it has none of.
facts='dropped = [:terminal, :expand_fun, :echo, :log, :line_history] ++
           if(System.otp_release() < "27", do: [:stdin, :stdout, :stderr], else: [])
       for {name, value} <- Enum.sort(System.get_env()),
           name =~ ~r/^(RELEASE_|ROOTDIR$|BINDIR$|EMU$|ERL_|PROGNAME$)/, do: IO.puts("#{name}=#{value}")
       for name <- [:boot, :boot_var, :config, :mode, :sname, :noshell, :extra, :elixir, :root],
           do: IO.inspect({name, :init.get_argument(name)}, limit: :infinity)
       IO.inspect(System.argv())
       IO.inspect({node(), Node.get_cookie(), :code.get_mode(), :code.root_dir(), Protocol.consolidated?(Enumerable)})
       IO.inspect({Application.app_dir(:bare), File.cwd!(), Enum.sort(Keyword.drop(:io.getopts(), dropped))}, limit: :infinity)
       IO.inspect(:code.get_path(), limit: :infinity)
       IO.inspect(Enum.sort(Application.started_applications()), limit: :infinity)
       IO.inspect(Application.get_all_env(:kernel) |> Enum.sort(), limit: :infinity, custom_options: [sort_maps: true])'

# tells FILE RELEASE VARIABLE COMMAND...: writes what a command sees, with the release's folder as RELEASE.
tells() {
    local file=$TEST_TMP/$1 release=$2 variable=$3
    shift 3
    expect_exit 0 env "$variable" "$release/bin/bare" "$@"
    sed "s#$release#RELEASE#g" "$OUT" >"$file"
    expect_contains "$file" '^RELEASE_ROOT=RELEASE$'
}

# node_tells FILE RELEASE VARIABLE: what a started node sees.
node_tells() {
    start_release "$2" "$3"
    tells "$@" rpc "$facts"
    stop_release
}

cd /
for variable in RELEASE_MODE=embedded RELEASE_MODE=interactive RELEASE_NODE=other; do
    node_tells mix "$by_mix" "$variable"
    node_tells slipway "$ours" "$variable"
    expect_equal "$(<"$TEST_TMP/mix")" "$(<"$TEST_TMP/slipway")" "nodes with $variable"
done
tells mix "$by_mix" A=1 eval "$facts"
tells slipway "$ours" A=1 eval "$facts"
expect_equal "$(<"$TEST_TMP/mix")" "$(<"$TEST_TMP/slipway")" "what eval sees"
