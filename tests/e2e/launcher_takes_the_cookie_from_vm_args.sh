#!/usr/bin/env bash
# A cookie that vm.args sets is the node's and its clients', and is in no argument.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
cookie=secret-of-vm-args
printf -- '-setcookie %s\n+P 70000\n' "$cookie" >>"$release/releases/0.1.0/vm.args"
start_release "$release"
expect_exit 0 "$bare" rpc 'Bare.cookie()'
expect_equal ":\"$cookie\"" "$(<"$OUT")" "cookie"
expect_not_contains "$(tr '\0' '\n' <"/proc/$BACKGROUND_PID/cmdline")" "cookie$|$cookie"
expect_exit 0 "$bare" stop
wait "$BACKGROUND_PID" || fail "the node did not end well"

# So is one of ERL_FLAGS, which comes behind vm.args.
export ERL_FLAGS='-setcookie other'
start_release "$release"
expect_equal ':other' "$("$bare" rpc 'Bare.cookie()')" "cookie"
expect_not_contains "$(tr '\0' '\n' <"/proc/$BACKGROUND_PID/cmdline")" '^other$'
stop_release
