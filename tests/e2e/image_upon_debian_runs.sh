#!/usr/bin/env bash
# Upon a root of Debian with a merged /usr the release runs with the base's libraries; what it lacks comes along, through
# the base's links, and everything of the base stays usable.
# labels: e2e docker slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/engines.sh
source "$REPO/tests/e2e/engines.sh"
# shellcheck source=tests/e2e/roots.sh
source "$REPO/tests/e2e/roots.sh"

e2e_need_slipway
project=$TEST_TMP/nif
copy_fixture nif "$project"
cd "$project"
# libarchive is no part of the root, and needs libraries that are.
printf '%s\n' '#include <stdio.h>' 'extern const char* archive_version_string(void);' \
    'int main(void) { puts(archive_version_string()); return 0; }' >c_src/echo_sounder.c
# shellcheck disable=SC2016 # make's variable
echo '$(PRIV)/bin/echo_sounder: CFLAGS += -Wl,--no-as-needed -l:libarchive.so.13' >>Makefile

root=$(merged_debian_root bookworm)
expect_equal usr/lib "$(readlink "$root/lib")" "merged /usr"
tar -C "$root" --numeric-owner --exclude=./dev/\* -czf "$TEST_TMP/debian.tar.gz" .
printf '[image]\nbase = "%s"\n' "$TEST_TMP/debian.tar.gz" >slipway.toml
expect_exit 0 "$SLIPWAY" image --json -t sounder:1 -o "oci:$TEST_TMP/layout"
# A root of two dozen packages has all that ERTS needs; the layer holds libarchive, and what is missing for it.
unpack_bundle sounder "$TEST_TMP/layout:1"
image=$TEST_TMP/sounder/rootfs
expect_equal usr/lib "$(readlink "$image/lib")" "link of the base"
cmp "$root/usr/lib/x86_64-linux-gnu/libc.so.6" "$image/usr/lib/x86_64-linux-gnu/libc.so.6" || fail "another C library"
[[ -f $image/usr/lib/x86_64-linux-gnu/libarchive.so.13 ]] || fail "libarchive is not there"
[[ ! -e $root/usr/lib/x86_64-linux-gnu/libarchive.so.13 ]] || fail "the base has libarchive itself"
manifest=$(jq -r '.manifests[0].digest' "$TEST_TMP/layout/index.json")
system=$(jq -r '.layers[1].digest' "$TEST_TMP/layout/blobs/sha256/${manifest#sha256:}")
tar -tzf "$TEST_TMP/layout/blobs/sha256/${system#sha256:}" >"$TEST_TMP/system"
expect_contains "$TEST_TMP/system" '^usr/lib/x86_64-linux-gnu/libarchive.so.13$'
expect_not_contains "$TEST_TMP/system" '^lib/|libc\.so\.6|libz\.so|ld-linux|etc/passwd'

expect_exit 0 run_bundle sounder eval 'IO.puts("sound: #{Sounder.depth(2)}, archives: #{Sounder.echo([])}")'
expect_contains "$OUT" '^sound: 3000, archives: libarchive 3\.'
expect_exit 0 chroot "$image" /bin/sh -c 'echo "a shell of the base"'
