#!/usr/bin/env bash
# env.sh sees how the launcher was called and what the release is.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
cat >"$release/releases/0.1.0/env.sh" <<'END'
printf '%s\n' "0=$0" "1=$1" "2=$2" "3=$3" "#=$#" "SELF=$SELF" "REL_VSN_DIR=$REL_VSN_DIR"
env | grep -E '^(RELEASE_|REL_VSN_DIR|SELF)' | sort
END
cd "$release"
expect_exit 0 env RELEASE_ROOT=/elsewhere RELEASE_COMMAND=other bin/bare version 'two words' $'line\nend'
# $3 has two lines.
expect_equal "0=bin/bare
1=version
2=two words
3=line
end
#=3
SELF=$bare
REL_VSN_DIR=$release/releases/0.1.0
RELEASE_COMMAND=version
RELEASE_NAME=bare
RELEASE_PROG=bare
RELEASE_ROOT=$release
RELEASE_VSN=0.1.0
bare 0.1.0" "$(<"$OUT")" "what env.sh sees"
expect_exit 0 bin/bare
expect_contains "$OUT" '^RELEASE_COMMAND=$'
expect_contains "$ERR" '^Usage: bare '
