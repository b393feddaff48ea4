# shellcheck shell=bash
#
# What benches write their figures to. A round is a line, so a case that was measured five times has five lines:
#
#     topic TAB case TAB contender TAB metric TAB unit TAB value

# record TOPIC CASE CONTENDER METRIC UNIT VALUE: appends to $BENCH_RECORDS, or to build/bench/records.tsv.
record() {
    local file=${BENCH_RECORDS:-$REPO/build/bench/records.tsv}
    (($# == 6)) || {
        echo "record TOPIC CASE CONTENDER METRIC UNIT VALUE, and not: $*" >&2
        return 2
    }
    mkdir -p "$(dirname "$file")"
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$@" >>"$file"
}
