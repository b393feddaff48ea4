#!/usr/bin/env bash
# A build that is killed at any moment leaves a whole release, the old or the new one; the next build succeeds.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

command -v strace >/dev/null || skip "needs strace"
release=$(cached_slipway_release bare)
project=$TEST_TMP/bare
folder=$(dirname "$release")
echo mine >"$release/mine"
mkdir -p "$release/data"
echo rows >"$release/data/app.db"
(cd "$release" && find . -type f ! -path './data/*' ! -name mine -exec sha256sum {} +) >"$TEST_TMP/sums"

# Only the first thread of slipway is watched: it does a good part of writing, and all of publishing.
build() {
    (cd "$project" && MIX_ENV=prod "$@" "$SLIPWAY" release --no-compile --no-deps-check)
}

# The moment is after the Nth call of a kind: making the folders of the new tree, its exchange with the old one, the
# moves out of that, its removal.
for moment in mkdir:1 chmod:1 openat:60 fchmod:20 renameat2:1 renameat2:2 renameat2:3 rename:1 unlinkat:1 unlinkat:100 \
    rmdir:1 unlink:2; do
    call=${moment%:*} count=${moment#*:}
    status=0
    build strace -o "$TEST_TMP/trace" -e "trace=$call" -e "inject=$call:signal=KILL:when=$count" \
        >"$TEST_TMP/logs/killed.log" 2>&1 || status=$?
    expect_equal 137 "$status" "exit status after the kill at $moment"
    (cd "$release" && sha256sum --quiet -c "$TEST_TMP/sums") || fail "half a release after the kill at $moment"
done
expect_exit 0 "$release/bin/bare" eval 'IO.puts("evaluated")'

build >"$TEST_TMP/logs/last.log" 2>&1
expect_equal 'mine rows' "$(cat "$release/mine" "$release/data/app.db" | paste -sd ' ')" "the user's files"
expect_equal '.bare.slipway.lock .bare.slipway.spare bare' "$(cd "$folder" && find . -mindepth 1 -maxdepth 1 -printf '%P\n' | sort |
    paste -sd ' ')" "what stands beside the release"
rm -r "$release"/{mine,data}
(cd "$release" && find . -type f -exec sha256sum {} +) >"$TEST_TMP/sums-after"
expect_equal "$(sort "$TEST_TMP/sums")" "$(sort "$TEST_TMP/sums-after")" "files"
