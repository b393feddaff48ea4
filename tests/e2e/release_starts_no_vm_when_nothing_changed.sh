#!/usr/bin/env bash
# Where nothing has changed since the last run, no VM is started, and the report is the same.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
export MIX_ENV=prod

# What a run says, without its times, and `vm` where it started one.
run() {
    strace -f -qq -e trace=execve -o "$TEST_TMP/execs" "$SLIPWAY" release --json "$@" >"$TEST_TMP/run.json" 2>"$ERR"
    python3 -c '
import json, sys
result = json.load(open(sys.argv[1]))
print("started a VM" if "beam.smp" in open(sys.argv[2]).read() else "no VM")
print("unchanged" if result.pop("unchanged") else "made", "| not remembered:", result.pop("not_remembered"))
del result["phases"]
json.dump(result, open(sys.argv[3], "w"), indent=1)
' "$TEST_TMP/run.json" "$TEST_TMP/execs" "$TEST_TMP/result.json"
}

expect_equal $'started a VM\nmade | not remembered: None' "$(run)" "the first run"
cp "$TEST_TMP/result.json" "$TEST_TMP/first.json"
release=$TEST_TMP/bare/_build/prod/rel/bare
before=$(tree_state "$release")
inodes=$(find "$release" -type f -printf '%i %p\n' | sort)
expect_equal $'no VM\nunchanged | not remembered: None' "$(run)" "the second run"
diff "$TEST_TMP/first.json" "$TEST_TMP/result.json" || fail "the reports differ"
expect_equal "$inodes" "$(find "$release" -type f -printf '%i %p\n' | sort)" "files"

# As text.
expect_exit 0 "$SLIPWAY" release
grep -Eq '^Nothing has changed: bare-0.1.0 is at _build/prod/rel/bare, [0-9.]+ MB in [0-9]+ files$' "$OUT" ||
    fail "the text doesn't say that nothing has changed"
expect_exit 0 "$SLIPWAY" release --quiet
expect_equal "" "$(cat "$OUT" "$ERR")" "what is printed with --quiet"

# --no-cache makes all anew, and so does --force; the same bytes come out.
expect_equal $'started a VM\nmade | not remembered: there is no cache' "$(run --no-cache)" "a run without the cache"
expect_equal "$before" "$(tree_state "$release")" "the release that was made anew"
expect_equal $'started a VM\nmade | not remembered: None' "$(run --force)" "a run with --force"
expect_equal $'no VM\nunchanged | not remembered: None' "$(run)" "a run behind it"

# A run that changes one module takes over the files that stay as they are.
echo '# another line' >>lib/bare.ex
inodes=$(find "$release/lib" -name '*.beam' -printf '%i %p\n' | sort)
expect_equal $'started a VM\nmade | not remembered: None' "$(run)" "a run behind a change"
changed=$(find "$release/lib" -name '*.beam' -printf '%i %p\n' | sort | comm -13 <(echo "$inodes") -)
[[ $changed == *Elixir.Bare.beam* ]] || fail "the changed module wasn't made: $changed"
[[ $changed != *"/kernel-"* ]] || fail "files of OTP were made anew: $changed"
expect_exit 0 "$release/bin/bare" eval 'IO.puts("evaluated")'

# The cache can be deleted at any time, and no home folder is needed.
rm -rf "${XDG_CACHE_HOME:-$HOME/.cache}/slipway"
expect_equal $'started a VM\nmade | not remembered: None' "$(run)" "a run without what was remembered"
expect_equal $'started a VM\nmade | not remembered: there is no cache' \
    "$(unset HOME XDG_CACHE_HOME && run)" "a run without a home folder"

# A TMPDIR that isn't there is none, as for Elixir.
export TMPDIR=$TEST_TMP/nowhere
expect_equal $'started a VM\nmade | not remembered: None' "$(run)" "a run with another TMPDIR"
expect_equal $'no VM\nunchanged | not remembered: None' "$(run)" "a run behind it"
