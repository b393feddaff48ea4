#!/usr/bin/env bash
# A dependency from a git repository, such as the icons of every Phoenix project, is no reason to start a VM where nothing
# has changed; another commit in its checkout is.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
export MIX_ENV=prod GIT_CONFIG_GLOBAL=/dev/null
commit() { git -C "$1" -c user.name=test -c user.email=test@localhost commit --quiet --allow-empty --message "$2"; }

icons=$TEST_TMP/icons
mkdir -p "$icons/svg"
git init --quiet --initial-branch=main "$icons"
echo '<svg/>' >"$icons/svg/star.svg"
git -C "$icons" add svg
commit "$icons" "a star"
git -C "$icons" tag v1

copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
add_project_option "$PWD" "deps: [{:icons, git: \"$icons\", tag: \"v1\", app: false, compile: false}]"
e2e_build deps-get "$PWD" mix deps.get

run() {
    expect_exit 0 "$SLIPWAY" release --json
    sed -nE 's/^  "(unchanged|not_remembered)": (.*),$/\2/p' "$OUT" | paste -sd ' '
}
# After a few runs nothing is left to do: what was written in the moment before a run is not believed.
settles() {
    local state
    for _ in 1 2 3; do
        state=$(run)
        [[ $state != 'true null' ]] || return 0
        sleep 0.05
    done
    fail "each run starts a VM: $state"
}
expect_contains "$(run)" '^false '
settles

# Mix asks whether the checkout is that of mix.lock, and refuses it where it is not.
commit deps/icons "another"
expect_exit 1 "$SLIPWAY" release
expect_contains "$ERR" 'lock mismatch'
git -C deps/icons reset --quiet --hard HEAD~1
settles
git -C deps/icons config remote.origin.url elsewhere
expect_exit 1 "$SLIPWAY" release
