#!/usr/bin/env bash
# The same project makes the same image, whatever the folder, the umask, the time zone, the language and the age of the
# files; a changed module changes one layer, and a commit without changes none.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
layers() { jq -r '.layers[] | .title + " " + .digest' "$1"; }
image() {
    local project=$1 result=$2
    shift 2
    (cd "$project" && "$@" "$SLIPWAY" image --json --no-cache -o "oci:$project.layout") >"$result" 2>"$TEST_TMP/logs/image.log" || {
        e2e_show "$TEST_TMP/logs/image.log" >&2
        fail "no image was made in $project"
    }
}

copy_fixture exrelease "$TEST_TMP/one"
mkdir -p "$TEST_TMP/another place/of another depth"
copy_fixture exrelease "$TEST_TMP/another place/of another depth/two"
find "$TEST_TMP/another place" -exec touch -d '2001-01-01' {} +
two="$TEST_TMP/another place/of another depth/two"
image "$TEST_TMP/one" "$TEST_TMP/one.json" env
(umask 077 && image "$two" "$TEST_TMP/two.json" env TZ=Asia/Tokyo LC_ALL=C)
expect_equal "$(layers "$TEST_TMP/one.json")" "$(layers "$TEST_TMP/two.json")" "layers"
expect_equal "$(jq -r .digest "$TEST_TMP/one.json")" "$(jq -r .digest "$TEST_TMP/two.json")" "digests"

# Within a repository, revision and time belong to the configuration alone.
git() { command git -C "$TEST_TMP/one" -c user.name=test -c user.email=test@example.org "$@" >>"$TEST_TMP/logs/git.log" 2>&1; }
git init
printf '_build\n' >"$TEST_TMP/one/.gitignore"
git add .
git commit -m first
image "$TEST_TMP/one" "$TEST_TMP/committed.json" env
expect_equal "$(layers "$TEST_TMP/one.json")" "$(layers "$TEST_TMP/committed.json")" "layers after a commit"
[[ $(jq -r .digest "$TEST_TMP/one.json") != $(jq -r .digest "$TEST_TMP/committed.json") ]] ||
    fail "the image does not tell its commit"

sed -i 's/served by/shown by/; s/uptime/up time/' "$TEST_TMP/one/lib/exrelease/page.ex"
printf 'defmodule Exrelease.Added do\n  def one, do: 1\nend\n' >"$TEST_TMP/one/lib/added.ex"
image "$TEST_TMP/one" "$TEST_TMP/changed.json" env
changed=$(diff <(layers "$TEST_TMP/one.json") <(layers "$TEST_TMP/changed.json") || true)
expect_equal exrelease "$(sed -n 's/^> \(.*\) .*/\1/p' <<<"$changed")" "layers that changed"
