#!/usr/bin/env bash
# A release folder that is a mount point is filled file by file, and stale files go there, too.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

((UID == 0)) || skip "needs root to mount"
reference=$(cached_slipway_release bare)
project=$TEST_TMP/bare
target=$TEST_TMP/target
mkdir "$target"
cat >"$TEST_TMP/on_tmpfs" <<'END'
set -euo pipefail
mount -t tmpfs -o mode=0755 none "$2"
cd "$1"
export MIX_ENV=prod
mkdir -p rel/overlays/old
echo old >rel/overlays/old/file
"$SLIPWAY" release --path "$2"
[[ -f $2/old/file ]]
echo mine >"$2/mine"
rm -r rel
"$SLIPWAY" release --path "$2"
[[ ! -e $2/old ]] || { echo "a stale file stayed" >&2; exit 1; }
[[ $(cat "$2/mine") == mine ]]
"$2/bin/bare" eval 'IO.puts("evaluated")'
cp -a "$2" "$3"
END
expect_exit 0 unshare -m bash "$TEST_TMP/on_tmpfs" "$project" "$target" "$TEST_TMP/copy"
expect_contains "$OUT" '^evaluated$'

# The lock stands inside where it can't stand beside. All else is as in any other place.
rm -r "$TEST_TMP/copy"/{.slipway.lock,mine}
cp -p "$reference/releases/COOKIE" "$TEST_TMP/copy/releases/COOKIE"
expect_equal "$(tree_state "$reference")" "$(tree_state "$TEST_TMP/copy")" "releases"
