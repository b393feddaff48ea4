#!/usr/bin/env bash
# A build leaves everything in the release folder that no build made: files, pipes, other versions.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
project=$TEST_TMP/bare
slipway_release "$project" --version 0.0.9 >/dev/null

mkdir -p "$release/tmp" "$release/data/empty" "$release/releases/0.1.0/notes" "$release/lib/bare-0.1.0/priv"
mkfifo "$release/tmp/pipe"
echo rows >"$release/data/app.db"
echo note >"$release/releases/0.1.0/notes/note.txt"
echo mine >"$release/lib/bare-0.1.0/priv/mine.txt"
echo mine >"$release/bin/mine"
ln -s ../nowhere "$release/data/link"
chmod 0640 "$release/data/app.db"
chmod 2750 "$release/data"
chmod 0750 "$release"
identity() {
    (cd "$release" && stat -c '%n %i %a %u %Y' data data/* tmp tmp/pipe releases/0.1.0/notes/note.txt \
        lib/bare-0.1.0/priv/mine.txt bin/mine)
}
before=$(identity)
before_root=$(stat -c "%a %u %g" "$release")

slipway_release "$project" >/dev/null
expect_equal "$before" "$(identity)" "the user's files"
expect_equal "$before_root" "$(stat -c "%a %u %g" "$release")" "mode and owner of the folder"
expect_equal 0.1.0 "$(cut -d ' ' -f 2 "$release/releases/start_erl.data")" "version to start"

# Both versions start.
expect_exit 0 "$release/bin/bare" eval 'Bare.env("RELEASE_VSN")'
expect_equal '"0.1.0"' "$(<"$OUT")" "version"
start_release "$release" RELEASE_VSN=0.0.9
expect_exit 0 env RELEASE_VSN=0.0.9 "$release/bin/bare" rpc 'Bare.env("RELEASE_VSN")'
expect_equal '"0.0.9"' "$(<"$OUT")" "version"

# A build doesn't disturb a system that runs.
slipway_release "$project" >/dev/null
expect_exit 0 "$release/bin/bare" rpc 'Bare.count()'
expect_equal 1 "$(<"$OUT")" "counter"
stop_release
