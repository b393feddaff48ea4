#!/usr/bin/env bash
# What NIFs and port programs link to is in the image and found there: a library beside them, one of the system with all
# that it needs in turn, and one of a folder of this machine, which the image tells nothing of.
# labels: e2e docker

# shellcheck disable=SC2016 # $ORIGIN, and make's variables
# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/engines.sh
source "$REPO/tests/e2e/engines.sh"

e2e_need_slipway
project=$TEST_TMP/nif
copy_fixture nif "$project"
cd "$project"

# In the release; in a home; of Debian: libarchive, which needs a dozen others.
vendor=$TEST_TMP/home/vendor/lib
mkdir -p "$vendor"
printf 'int own_speed(void) { return 1500; }\n' >c_src/own.c
printf 'int vendors_factor(void) { return 2; }\n' | gcc -xc - -shared -fPIC -Wl,-soname,libvendor.so.3 -o "$vendor/libvendor.so.3"
sed -i '/^#include <erl_nif.h>/a extern int own_speed(void);\nextern int vendors_factor(void);
    s|seconds [*] 1500|seconds * own_speed() * vendors_factor()|' c_src/sounder_nif.c
printf '%s\n' '#include <stdio.h>' 'extern const char* archive_version_string(void);' \
    'int main(void) { puts(archive_version_string()); return 0; }' >c_src/echo_sounder.c
cat >>Makefile <<END

\$(PRIV)/libown.so.1: c_src/own.c | \$(PRIV)/bin
	\$(CC) -shared -fPIC -Wl,-soname,libown.so.1 -o "\$@" \$<
\$(PRIV)/sounder_nif.so.1: \$(PRIV)/libown.so.1
\$(PRIV)/sounder_nif.so.1: CFLAGS += -Wl,--no-as-needed,-rpath,'\$\$ORIGIN:$vendor' -L\$(PRIV) -l:libown.so.1 -L$vendor -l:libvendor.so.3
\$(PRIV)/bin/echo_sounder: CFLAGS += -Wl,--no-as-needed -l:libarchive.so.13
END
e2e_build slipway-image "$project" "$SLIPWAY" image -t sounder:1 -o "oci:$TEST_TMP/layout"
unpack_bundle sounder "$TEST_TMP/layout:1"

root=$TEST_TMP/sounder/rootfs
libraries=$root/usr/lib/x86_64-linux-gnu
[[ -f $libraries/libarchive.so.13 && -f $libraries/libvendor.so.3 ]] || fail "not there: $(ls "$libraries")"
[[ ! -e $root$TEST_TMP && ! -e $libraries/libown.so.1 ]] || fail "the image has folders of this machine, or a library twice"
expect_contains "$root/var/lib/dpkg/status.d/libarchive13" '^Package: libarchive13$'

expect_exit 0 run_bundle sounder eval 'IO.puts("sound: #{Sounder.depth(2)}, archives: #{Sounder.echo([])}")'
expect_contains "$OUT" '^sound: 6000, archives: libarchive 3\.'

# The loader finds nothing missing in any ELF file of the image: its own answer, in the image itself.
while IFS= read -r file; do
    chroot "$root" /lib64/ld-linux-x86-64.so.2 --list "${file#"$root"}" >"$TEST_TMP/list" 2>&1 ||
        expect_contains "$TEST_TMP/list" 'statically linked|not a dynamic executable'
    expect_not_contains "$TEST_TMP/list" 'not found'
done < <(find "$root/app" "$root/usr" -type f \( -name '*.so*' -o -path '*/bin/*' \) -exec grep -lm1 $'^\x7fELF' {} +)
