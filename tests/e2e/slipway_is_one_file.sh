#!/usr/bin/env bash
# The program links to the C library alone, so that it runs on a system on which nothing was installed for it.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
expect_exit 0 env LC_ALL=C readelf --dynamic --wide "$SLIPWAY"
needed=$(sed -nE 's/.*\(NEEDED\).*\[(.*)\]/\1/p' "$OUT" | sort)
expect_contains "$needed" '^libc\.so\.6$'
expect_equal '' "$(grep -Ev '^(libc\.so\.6|libm\.so\.6|ld-linux-x86-64\.so\.2)$' <<<"$needed" || true)" "other libraries"
