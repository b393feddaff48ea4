#!/usr/bin/env bash
# The step :tar makes the archive that Mix makes, the same bytes each time, and every tar program reads it.
# labels: e2e peer slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
umask 022


copy_fixture bare "$TEST_TMP/project"
cd "$TEST_TMP/project"
long=priv/$(printf 'folder-%.0s' {1..15})/$(printf 'name-%.0s' {1..25})
mkdir -p "${long%/*}" rel/overlays/share rel/overlays/empty/folder
echo deep >"$long"
echo "größer" >priv/größe
ln -s größe priv/link
echo notice >rel/overlays/share/notice
ln -s notice rel/overlays/share/other
add_project_option . 'releases: [bare: [steps: [:assemble, :tar], cookie: "a-cookie"]]'

e2e_build mix . mix release
by_mix=$(tar -tzf _build/prod/bare-0.1.0.tar.gz | grep -v '/$' | sort -u)
mv _build/prod/bare-0.1.0.tar.gz "$TEST_TMP/mix.tar.gz"
rm -rf _build/prod/rel
expect_exit 0 "$SLIPWAY" release
expect_contains "$OUT" "^\* building $PWD/_build/prod/bare-0\.1\.0\.tar\.gz$"
archive=$PWD/_build/prod/bare-0.1.0.tar.gz
# What only one of the two releases has is allowed as in tests/testkit.
expect_equal "$(grep -vE '^bin/bare\.bat$|/(env|elixir|iex)\.bat$' <<<"$by_mix")" \
    "$(tar -tzf "$archive" | grep -v '/$' | grep -v '/launch\.term$' | sort -u)" "members"
expect_equal "$(tree_state _build/prod/rel/bare/lib/bare-0.1.0/priv)" \
    "$(mkdir "$TEST_TMP/x" && tar -xzpf "$archive" -C "$TEST_TMP/x" && tree_state "$TEST_TMP/x/lib/bare-0.1.0/priv")" "priv"
expect_equal "notice" "$(cat "$TEST_TMP/x/share/other")" "a link's content"
[[ ! -L $TEST_TMP/x/share/other ]] || fail "a link was archived as a link"
"$TEST_TMP/x/bin/bare" version >/dev/null

[[ -d $TEST_TMP/x/empty/folder ]] || fail "an empty folder of an overlay is missing"

# What is no part of this version stays out of it.
mkdir -p _build/prod/rel/bare/{lib/ignored-0.1.0/ebin,releases/ignored}
touch _build/prod/rel/bare/{lib/ignored-0.1.0/ebin/ignored.app,releases/ignored/file}

# The same bytes, at any time and by any way; its time is SOURCE_DATE_EPOCH.
first=$(sha256sum <"$archive")
touch priv/größe
expect_exit 0 "$SLIPWAY" release
expect_equal "$first" "$(sha256sum <"$archive")" "archives"
expect_exit 0 env SOURCE_DATE_EPOCH=1700000000 "$SLIPWAY" release
expect_contains "$(TZ=UTC tar --full-time -tvzf "$archive" bin/bare)" ' 2023-11-14 22:13:20 '
expect_exit 1 env SOURCE_DATE_EPOCH=yesterday "$SLIPWAY" release
expect_contains "$ERR" '^slipway: SOURCE_DATE_EPOCH is "yesterday"; it must be a number of seconds since 1970$'
expect_exit 0 "$SLIPWAY" release

# GNU tar writes the same ustar bytes of the same files, where names fit and are plain.
gzip -dc "$archive" >"$TEST_TMP/ours.tar"
mkdir "$TEST_TMP/plain"
tar -xpf "$TEST_TMP/ours.tar" -C "$TEST_TMP/plain"
expect_equal "$(tree_state "$TEST_TMP/x")" "$(tree_state "$TEST_TMP/plain")" "extracted trees"

# OTP's and Python's readers see the same tree.
mkdir "$TEST_TMP/otp" "$TEST_TMP/python"
erl -noshell -eval 'ok = erl_tar:extract(hd(init:get_plain_arguments()), [compressed, {cwd, "'"$TEST_TMP/otp"'"}]), halt().' \
    -extra "$archive"
python3 -c 'import sys, tarfile; tarfile.open(sys.argv[1]).extractall(sys.argv[2])' "$archive" "$TEST_TMP/python"
# erl_tar gives files the mode that the umask leaves of 0666 and 0777: contents are compared.
contents() { (cd "$1" && find . -type f -exec sha256sum {} + | LC_ALL=C sort -k 2); }
expect_equal "$(contents "$TEST_TMP/x")" "$(contents "$TEST_TMP/otp")" "what erl_tar extracts"
expect_equal "$(contents "$TEST_TMP/x")" "$(contents "$TEST_TMP/python")" "what Python extracts"

# With a path of its own the archive lies in the release, and a later build replaces it; other versions stay out of it.
expect_exit 0 "$SLIPWAY" release --path "$TEST_TMP/own"
[[ -f $TEST_TMP/own/bare-0.1.0.tar.gz ]] || fail "no archive in the release's path"
expect_exit 0 "$SLIPWAY" release --path "$TEST_TMP/own" --version 0.2.0
[[ -f $TEST_TMP/own/bare-0.1.0.tar.gz ]] || fail "the archive of another version has gone"
expect_not_contains "$(tar -tzf "$TEST_TMP/own/bare-0.2.0.tar.gz")" 'releases/0\.1\.0|tar\.gz'

# Without ERTS neither it nor OTP's applications are archived, even where an earlier build left them.
sed -i 's/steps: \[:assemble, :tar\]/steps: [:assemble, :tar], include_erts: false/' mix.exs
e2e_build mix . mix release --overwrite --path "$TEST_TMP/own-mix"
expect_exit 0 "$SLIPWAY" release --path "$TEST_TMP/own"
expect_equal "$(tar -tzf "$TEST_TMP/own-mix/bare-0.1.0.tar.gz" | grep -vE '/$|\.bat$' | sort -u)" \
    "$(tar -tzf "$TEST_TMP/own/bare-0.1.0.tar.gz" | grep -vE '/$|/launch\.term$' | sort -u)" "members without ERTS"
