#!/usr/bin/env bash
# --json prints the result alone on standard output, --quiet nothing; both write the same release.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
add_project_option . 'releases: [bare: [steps: [&__MODULE__.say/1, :assemble, :tar]]]'
sed -i 's/^  def application do/  def say(release), do: IO.inspect(release, label: "said", limit: 1)\n\n&/' mix.exs

# field EXPRESSION: of the JSON in $OUT.
field() { python3 -c 'import json, sys; r = json.load(open(sys.argv[1])); print('"$1"')' "$OUT"; }

expect_exit 0 "$SLIPWAY" release --json --version 3.2.1
expect_contains "$ERR" '^Generated bare app$'
expect_contains "$ERR" '^said: '
expect_equal 'bare 3.2.1 prod True' "$(field 'r["name"], r["version"], r["mix_env"], r["includes_erts"]')" "fields"
path=$(field 'r["path"]')
expect_equal "$PWD/_build/prod/rel/bare" "$path" "path"
expect_equal "$(find "$path" -type f -o -type l | grep -vc '/slipway\.manifest$')" "$(field 'r["files"]')" "number of files"
bytes=$(find "$path" -type f ! -name slipway.manifest -printf '%s\n' | awk '{ s += $1 } END { print s }')
expect_equal "$bytes" "$(field 'r["bytes"]')" "bytes"
expect_equal "$PWD/_build/prod/bare-3.2.1.tar.gz $(stat -c %s _build/prod/bare-3.2.1.tar.gz)" \
    "$(field 'r["archive"]["path"], r["archive"]["bytes"]')" "archive"
expect_equal 'compile plan steps configure sources assemble tar remember' "$(field '*[p["name"] for p in r["phases"]]')" "phases"
expect_equal 'permanent' "$(field '*[a["mode"] for a in r["applications"] if a["name"] == "bare"]')" "mode"
expect_equal '[]' "$(field 'r["warnings"]')" "warnings"

expect_exit 0 "$SLIPWAY" release --quiet
expect_not_contains "$OUT" 'assembling|created|Done'
expect_exit 0 "$SLIPWAY" release
expect_contains "$OUT" '^Release created at _build/prod/rel/bare: [0-9.]+ MB in [0-9]+ files$'
expect_contains "$OUT" '^Archive created at _build/prod/bare-0\.1\.0\.tar\.gz: [0-9.]+ MB$'
expect_contains "$OUT" '^Done in [0-9.]+ s \(compile [0-9.]+ s, plan [0-9.]+ s, steps .*, tar [0-9.]+ s, remember [0-9.]+ s\)$'

# What fails is told on standard error; no half of a JSON document is left for a reader.
sed -i 's/def say(release), do: .*/def say(_), do: :nothing/' mix.exs
expect_exit 1 "$SLIPWAY" release --json
expect_equal '' "$(<"$OUT")" "standard output"
