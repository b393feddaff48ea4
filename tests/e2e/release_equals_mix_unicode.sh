#!/usr/bin/env bash
# So is the release of a project whose folder, files, modules and settings have names that are not ASCII.
# labels: e2e peer

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

project="$TEST_TMP/Über Größe 船/das projekt"
copy_fixture unicode "$project"
expect_release_equals_mix "$project"

expect_release_runs "$project/by-slipway" '^hafen runs on hafen@.*: Ærø – 船隊 🚢, Größe, 船隊, größe, Moin – 海, Jürgen, jür, 3 bytes, größer, Untiefen überall$' \
    GRUß='Moin – 海'
