#!/usr/bin/env bash
# The same project gives the same bytes, whatever the folder, the user, his home, the umask, the time zone, the language,
# the age of the files, and the order in which a file system lists them.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

((UID == 0)) || skip "needs root to mount and to become another user"
e2e_need_slipway
export MIX_ENV=prod
copy_fixture included_apps "$TEST_TMP/one"
sed -i 's/^ *fleet: \[$/&\n          steps: [:assemble, :tar], cookie: "a-cookie",/' "$TEST_TMP/one/mix.exs"
find "$TEST_TMP/one" | LC_ALL=C sort -r >"$TEST_TMP/names"
tar --no-recursion -P -T "$TEST_TMP/names" --transform="s,^$TEST_TMP/one,.," -cf "$TEST_TMP/project.tar"
(
    cd "$TEST_TMP/one"
    umask 022
    ls -URA >"$TEST_TMP/order.one"
    expect_exit 0 "$SLIPWAY" release --quiet
)

# The other user's project lies on a tmpfs, which lists the newest file first. He can't look into our home or build folder.
chmod 0755 "$TEST_TMP"
install -m 0755 "$SLIPWAY" "$TEST_TMP/slipway"
install -d -m 0700 -o 65532 -g 65533 "$TEST_TMP/other home"
cat >"$TEST_TMP/build_elsewhere" <<'END'
set -euo pipefail
mount -t tmpfs -o mode=0755,uid=65532,gid=65533 none "$TEST_TMP/mnt"
project="$TEST_TMP/mnt/a folder/of/another depth"
mkdir -p "$project"
tar -xpf "$TEST_TMP/project.tar" -C "$project"
cd "$project"
find . -exec touch -d '2001-01-01' {} +
chown -R 65532:65533 "$TEST_TMP/mnt"
ls -URA >"$TEST_TMP/order.two"
umask 077
as_other=(setpriv --reuid=65532 --regid=65533 --clear-groups env HOME="$TEST_TMP/other home" USER=other LOGNAME=other
    MIX_HOME="$TEST_TMP/other home/mix" TMPDIR="$TEST_TMP/other home" XDG_CACHE_HOME="$TEST_TMP/other home/cache"
    TZ=Asia/Tokyo LC_ALL=C LANG=de_DE.UTF-8 "$TEST_TMP/slipway")
"${as_other[@]}" release --quiet
cp -a _build/prod "$TEST_TMP/two"

# A second build over the first one changes nothing in it; the archive has another time.
export SOURCE_DATE_EPOCH=1700000000
"${as_other[@]}" release --quiet
cp -a _build/prod "$TEST_TMP/three"
END
mkdir "$TEST_TMP/mnt"
expect_exit 0 unshare --mount env TEST_TMP="$TEST_TMP" bash "$TEST_TMP/build_elsewhere"
cmp -s "$TEST_TMP/order.one" "$TEST_TMP/order.two" && fail "both file systems list the project in the same order"
expect_equal 65532 "$(stat -c %u "$TEST_TMP/two/rel/fleet/bin/fleet")" "user"

one=$TEST_TMP/one/_build/prod
expect_equal "$(tree_state "$one/rel/fleet")" "$(tree_state "$TEST_TMP/two/rel/fleet")" "releases"
cmp "$one/fleet-1.2.3.tar.gz" "$TEST_TMP/two/fleet-1.2.3.tar.gz" || fail "archives differ"
expect_equal "$(tree_state "$one/rel/fleet")" "$(tree_state "$TEST_TMP/three/rel/fleet")" "releases"
cmp -s "$one/fleet-1.2.3.tar.gz" "$TEST_TMP/three/fleet-1.2.3.tar.gz" && fail "the archive has no time of its own"
exit 0
