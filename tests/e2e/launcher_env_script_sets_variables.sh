#!/usr/bin/env bash
# Of the variables of env.sh, those named RELEASE_* and those that it exports reach the node, and no others.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
cat >"$release/releases/0.1.0/env.sh" <<'END'
RELEASE_NODE=of_env_script
RELEASE_MODE=interactive
readonly RELEASE_MODE
RELEASE_VM_ARGS=$RELEASE_ROOT/my.args
RELEASE_DISTRIBUTION=
export EXPORTED="it's \"exported\""
PLAIN=plain
END
printf -- '-env FROM_MY_ARGS yes\n' >"$release/my.args"
expect_exit 0 "$bare" eval 'for name <- ~w(EXPORTED PLAIN REL_VSN_DIR SELF FROM_MY_ARGS RELEASE_NODE RELEASE_MODE
    RELEASE_DISTRIBUTION RELEASE_COMMAND), do: Bare.env(name)'
# shellcheck disable=SC2016
expect_equal '"it'\''s \"exported\"" nil nil nil "yes" "of_env_script" "interactive" "sname" "eval"' \
    "$(paste -sd ' ' "$OUT")" "variables"
start_release "$release"
expect_contains "$LOG" '^bare runs on of_env_script@'
expect_equal ':interactive' "$("$bare" rpc 'IO.inspect(:code.get_mode())')" "mode"
stop_release
