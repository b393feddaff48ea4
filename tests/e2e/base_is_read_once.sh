#!/usr/bin/env bash
# A base that an image was built upon before is not decompressed again: what was read of it lies in the cache. Damage of the
# cache does no harm, damage of the base is seen, and `cache clean` deletes what was kept.
# labels: e2e slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/engines.sh
source "$REPO/tests/e2e/engines.sh"
# shellcheck source=tests/e2e/roots.sh
source "$REPO/tests/e2e/roots.sh"

e2e_need_slipway
project=$TEST_TMP/bare
copy_fixture bare "$project"
cd "$project"
export MIX_ENV=prod
root=$(merged_debian_root bookworm)
layout_of_root "$TEST_TMP/base" 1 "$root" --architecture amd64 --os linux
tar -C "$root" --numeric-owner -cf - . | gzip >"$TEST_TMP/root.tar.gz"

# builds BASE: sets IMAGE to the digest of the archive, and READ to the number of layers that were unpacked.
builds() {
    # The first process is slipway; the layer is unpacked by a file that is called layer-NUMBER.
    strace -f --seccomp-bpf -e trace=openat -o "$TEST_TMP/calls" "$SLIPWAY" image --quiet --base "$1" -t bare:1 -o "$TEST_TMP/image.tar" \
        </dev/null >>"$TEST_TMP/logs/image.log" 2>&1 || fail "no image upon $1: $(tail -n 5 "$TEST_TMP/logs/image.log")"
    IMAGE=$(sha256sum <"$TEST_TMP/image.tar")
    READ=$(grep -cE '/[^"/]*layer-0[^"]*", [^)]*O_CREAT' "$TEST_TMP/calls" || true)
}

for base in "oci:$TEST_TMP/base:1" "$TEST_TMP/root.tar.gz"; do
    builds "$base"
    first=$IMAGE
    expect_equal 1 "$READ" "times that $base was unpacked"
    printf '  def added, do: 1\n' | sed -i '/defmodule/r /dev/stdin' lib/bare.ex
    builds "$base"
    changed=$IMAGE
    [[ $changed != "$first" ]] || fail "the change is not in the image"
    expect_equal 0 "$READ" "times that $base was unpacked after a change"

    # What is damaged is read again, and what comes of it is the same.
    find "$XDG_CACHE_HOME/slipway/image/blobs" -type f -exec truncate --size=-1 {} +
    builds "$base"
    expect_equal "$changed 1" "$IMAGE $READ" "image with a damaged cache"
    find "$XDG_CACHE_HOME/slipway/image/layers" -type f -exec truncate --size=0 {} +
    builds "$base"
    expect_equal "$changed 1" "$IMAGE $READ" "image with an emptied cache"

    expect_exit 0 "$SLIPWAY" cache clean
    expect_equal '' "$(find "$XDG_CACHE_HOME/slipway" -type f)" "what is left in the cache"
    builds "$base"
    expect_equal "$changed 1" "$IMAGE $READ" "image with a clean cache"
    sed -i '/def added/d' lib/bare.ex
done

# The base itself, while it is remembered: a byte of its content.
builds "oci:$TEST_TMP/base:1"
blob=$(find "$TEST_TMP/base/blobs/sha256" -size +1M)
printf 'X' | dd of="$blob" bs=1 seek=5000 conv=notrunc status=none
expect_exit 1 "$SLIPWAY" image --quiet --base "oci:$TEST_TMP/base:1" -t bare:1 -o "$TEST_TMP/image.tar"
expect_contains "$ERR" 'the blob is damaged'
