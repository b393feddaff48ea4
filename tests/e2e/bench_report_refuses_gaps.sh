#!/usr/bin/env bash
# bench/report writes tables and plots of recorded figures, the same each time; where one is missing, has another unit, or
# is no figure, it says which and writes nothing.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

records=$TEST_TMP/records.tsv
line() { printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$@" >>"$records"; }
for contender in first second; do
    for value in 1.5 2.5 0.5; do line noise 'sha256sum of 100 MB' "$contender" time s "$value"; done
done
for step in stripping hashing; do line micro "$step" slipway throughput MB/s 1234.5; done
report() { "$REPO/bench/report" --records "$records" --topics noise,micro --output "$1"; }

expect_exit 0 report "$TEST_TMP/docs"
expect_contains "$TEST_TMP/docs/benchmarks.md" \
    '^\| sha256sum of 100 MB \| \*\*1.5\*\* \(0.5 to 2.5\) \| \*\*1.5\*\* \(0.5 to 2.5\) \| 1.000 \|$'
expect_contains "$TEST_TMP/docs/benchmarks.md" '^\| hashing \| \*\*1,234\*\* \|$'
expect_contains "$TEST_TMP/docs/benchmarks.md" '^- Elixir [0-9]'
expect_contains "$TEST_TMP/docs/benchmarks/micro.svg" 'stripping'
cmp "$records" "$TEST_TMP/docs/benchmarks/records.tsv"
expect_exit 0 report "$TEST_TMP/again"
diff -r "$TEST_TMP/docs" "$TEST_TMP/again"

# refused MESSAGE
refused() {
    expect_exit 1 report "$TEST_TMP/nothing"
    expect_contains "$ERR" "$1"
    [[ ! -e $TEST_TMP/nothing ]]
}
cp "$records" "$TEST_TMP/whole"
grep -v $'\tsecond\t' "$TEST_TMP/whole" >"$records"
refused '^  noise \| sha256sum of 100 MB \| second \| time$'
grep -v ^micro "$TEST_TMP/whole" >"$records"
refused 'there are no figures of micro$'
sed 's/\ts\t/\tms\t/' "$TEST_TMP/whole" >"$records"
refused 'is in ms; s is expected$'
{ cat "$TEST_TMP/whole" && echo noise; } >"$records"
refused ':9: six fields are expected, found 1$'
expect_exit 2 "$REPO/script/bench" nothing
expect_contains "$ERR" 'there is no topic nothing; the topics are noise, release'
