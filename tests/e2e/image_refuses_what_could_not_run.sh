#!/usr/bin/env bash
# A NIF for another machine, and a base whose C library is too old, are refused with what they need and have.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
project=$TEST_TMP/bare
copy_fixture bare "$project"
cd "$project"
refused() {
    local pattern=$1
    shift
    expect_exit 1 "$SLIPWAY" image -t bare:1 -o "$TEST_TMP/image.tar" "$@"
    expect_contains "$ERR" "$pattern"
    [[ ! -e $TEST_TMP/image.tar ]] || fail "there is an image of what was refused"
}

# A root with a C library that is older than any that Erlang is built with: real symbols, and an early version alone.
root=$TEST_TMP/root
mkdir -p "$root/usr/lib/x86_64-linux-gnu" "$root/usr/lib64" "$root/etc"
ln -s usr/lib "$root/lib"
ln -s usr/lib64 "$root/lib64"
cp /lib64/ld-linux-x86-64.so.2 "$root/usr/lib64"
printf 'GLIBC_2.2.5 { global: puts; };\nGLIBC_2.9 { global: getpid; } GLIBC_2.2.5;\n' >"$TEST_TMP/versions"
printf 'int puts(const char* s) { return !s; }\nint getpid(void) { return 1; }\n' |
    gcc -xc - -fno-builtin -shared -nostdlib -fPIC -Wl,-soname,libc.so.6 -Wl,--version-script="$TEST_TMP/versions" \
        -o "$root/usr/lib/x86_64-linux-gnu/libc.so.6"
tar -C "$root" -czf "$TEST_TMP/old.tar.gz" .
refused '/app/erts-[0-9.]*/bin/beam.smp needs GLIBC_2\.[0-9]+ \(the symbol [a-z_]+.*\) of libc.so.6, and /usr/lib/x86_64-linux-gnu/libc.so.6 of the base goes up to GLIBC_2\.9; build on' \
    --base "$TEST_TMP/old.tar.gz"

# The header of a library for AArch64: 64 bits, little-endian, ET_DYN, machine 183.
mkdir -p priv
{
    printf '\x7fELF\x02\x01\x01' && head -c 9 /dev/zero
    printf '\x03\x00\xb7\x00\x01\x00\x00\x00' && head -c 40 /dev/zero
} >priv/nif.so
refused 'priv/nif.so is for AArch64, and the Erlang runtime system is for x86-64; build it for that, or leave it out'

# A library that was copied in part.
head -c 3000 /lib/x86_64-linux-gnu/libz.so.1 >priv/nif.so
refused 'priv/nif.so is a broken ELF file: it is cut short'
