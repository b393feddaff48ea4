#!/usr/bin/env bash
# `-setcookie NODE COOKIE` is about that node alone: the system and its clients keep their own, and a client that knows
# another cookie for the system's node shows that one.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
version=$release/releases/0.1.0
own=$(<"$release/releases/COOKIE")
node=bare@$(hostname -s)
cp "$version/vm.args" "$version/remote.vm.args" "$TEST_TMP/"

# has_cookies OWN OTHER
has_cookies() {
    expect_exit 0 "$bare" rpc 'IO.puts([Atom.to_string(:erlang.get_cookie()), " ", Atom.to_string(:erlang.get_cookie(:"other@elsewhere"))])'
    expect_equal "$1 $2" "$(<"$OUT")" "cookies"
}

printf -- '-setcookie other@elsewhere its-cookie\n' >>"$version/vm.args"
start_release "$release"
has_cookies "$own" its-cookie
stop_release
# Beside the form of one argument, in both orders.
for lines in '-setcookie of-vm-args\n-setcookie other@elsewhere its-cookie\n' \
    '-setcookie other@elsewhere its-cookie\n-setcookie of-vm-args\n'; do
    for file in vm.args remote.vm.args; do
        cp "$TEST_TMP/$file" "$version/$file"
        # shellcheck disable=SC2059 # it has the line ends
        printf -- "$lines" >>"$version/$file"
    done
    start_release "$release"
    has_cookies of-vm-args its-cookie
    stop_release
done
cp "$TEST_TMP/vm.args" "$TEST_TMP/remote.vm.args" "$version/"

# What the client knows of the system's own node.
start_release "$release"
printf -- '-setcookie %s wrong\n' "$node" >>"$version/remote.vm.args"
expect_exit 1 "$bare" ping
expect_contains "$ERR" 'it refused our cookie'
cp "$TEST_TMP/remote.vm.args" "$version/"
printf -- '-setcookie %s %s\n' "$node" "$own" >>"$version/remote.vm.args"
expect_exit 0 env RELEASE_COOKIE=wrong "$bare" ping
# Two are none, as for erl.
printf -- '-setcookie %s wrong\n' "$node" >>"$version/remote.vm.args"
expect_exit 0 "$bare" ping
cp "$TEST_TMP/remote.vm.args" "$version/"
stop_release
