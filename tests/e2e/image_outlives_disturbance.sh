#!/usr/bin/env bash
# However `slipway image` is ended (killed at a call, by a call that fails, by a full disk), the outputs of before are whole
# or the new ones are, and the next run succeeds and leaves nothing else behind.
# labels: e2e slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

# What is mounted here goes with the test.
if [[ -z ${OWN_MOUNTS:-} ]]; then
    OWN_MOUNTS=1 exec unshare -m "$BASH" "${BASH_SOURCE[0]}"
fi
e2e_need_slipway
project=$TEST_TMP/bare
copy_fixture bare "$project"
cd "$project"
place=$TEST_TMP/place
mkdir "$place"
output= # of the present round

# image COMMAND...: on one processor all calls are made in one order. zstd takes a third of the time that gzip takes.
processor=$(sed -n 's/^Cpus_allowed_list:[[:space:]]*\([0-9]*\).*/\1/p' /proc/self/status)
image() { taskset -c "$processor" "$@" "$SLIPWAY" image --quiet --compression zstd -t bare:1 -o "$output" >"$TEST_TMP/logs/image.log" 2>&1 </dev/null; }
forget_layers() { rm -rf "$XDG_CACHE_HOME/slipway"*/*/image "$XDG_CACHE_HOME/slipway"*/image; }

# What an output is: one sum of all that it holds. Blobs have the names of their contents.
state() {
    local path=${output#oci:}
    if [[ -d $path ]]; then
        (cd "$path/blobs/sha256" && sha256sum -- * | awk '$1 != $2 { exit 1 }') || fail "a blob in $path is not what it says"
        (cd "$path" && find . -type f ! -name '.*.slipway-*' | LC_ALL=C sort | xargs sha256sum) | sha256sum
    elif [[ -f $path ]]; then
        sha256sum <"$path"
    else
        echo none
    fi
}
litter() { find "$place" "$XDG_CACHE_HOME" "$TMPDIR" -name '.*slipway-*' -o -name '.pending*' -o -name 'slipway-image-*'; }

# Two images in turn: the older one is what a disturbed run finds.
declare -A wanted=()
new_image() {
    sed -i "s/version: \"[0-9.]*\"/version: \"$1\"/" mix.exs
    image || fail "no image: $(<"$TEST_TMP/logs/image.log")"
    wanted[$output]=$(state)
}

# expect_disturbed STATUS: how the run ended, and what is there now; and the next run.
expect_disturbed() {
    local now
    now=$(state)
    [[ $now == "$older" || $now == "${wanted[$output]}" ]] || fail "neither the old output nor the new one, after: $case"
    if (($1 == 1)); then
        expect_equal 1 "$(grep -c '^slipway: ' "$TEST_TMP/logs/image.log")" "messages, after: $case"
        expect_not_contains "$TEST_TMP/logs/image.log" 'unexpected error|terminate'
    fi
    image || fail "the next run fails after $case: $(<"$TEST_TMP/logs/image.log")"
    expect_equal "${wanted[$output]}" "$(state)" "output of the run after: $case"
    expect_equal '' "$(litter)" "what is left after: $case"
}

# bring_back: the older output, and no layers in the cache.
bring_back() {
    rm -rf "${output#oci:}"
    cp -a "$place.older" "${output#oci:}"
    forget_layers
}

calls=openat,write,close,rename,renameat2,mkdir,unlink,unlinkat,flock,read
cases=0
for output in "oci:$place/layout" "$place/image.tar"; do
    new_image 0.1.0
    older=$(state)
    rm -rf "$place.older"
    cp -a "${output#oci:}" "$place.older"
    new_image 0.2.0
    [[ $older != "${wanted[$output]}" ]] || fail "both images are the same"

    # The calls of a run behind the start of the program, by their names: `write 17` is the 17th of all.
    bring_back
    image strace -f --seccomp-bpf -qq -e "trace=$calls" -o "$TEST_TMP/trace"
    sed -nE 's/^[0-9]+ +([a-z0-9_]+)\(.*/\1/p' "$TEST_TMP/trace" | awk '{ print $1, ++count[$1] }' >"$TEST_TMP/calls"
    # Of each kind the last two, where outputs get their names, and two in between.
    awk '{ total[$1] = $2; line[NR] = $0 } END { for (i = 1; i <= NR; i++) { split(line[i], w, " "); n = total[w[1]]
        if (w[2] > n - 2 || w[2] == int(n / 3) || w[2] == int(n * 2 / 3)) print line[i] } }' "$TEST_TMP/calls" >"$TEST_TMP/chosen"
    errors=(ENOSPC EIO EACCES)
    while read -r call number; do
        what=signal=KILL
        # The kernel gives no such error of the others.
        if [[ $call =~ ^(openat|write|rename|renameat2|mkdir|close)$ ]] && ((cases % 2 == 1)); then
            what=error=${errors[cases % 3]}
        fi
        case="$what at $call $number for $output"
        bring_back
        status=0
        image strace -f --seccomp-bpf -qq -e "trace=$call" -e "inject=$call:$what:when=$number" -o "$TEST_TMP/trace" ||
            status=$?
        [[ $status =~ ^(0|1|137)$ ]] || fail "status $status after $case: $(tail -n 3 "$TEST_TMP/logs/image.log")"
        expect_disturbed "$status"
        cases=$((cases + 1))
    done <"$TEST_TMP/chosen"

    # A disk that is full at one size after the other, from too small for anything to large enough.
    kept=$(du -sk "$place.older" | cut -f 1)
    for room in 64 $((kept / 2)) $((kept - 200)); do
        case="a disk with $room kB for $output"
        rm -rf "${output#oci:}"
        forget_layers
        mount -t tmpfs -o "size=$((kept + room + 64))k" none "$place"
        cp -a "$place.older" "${output#oci:}"
        status=0
        image || status=$?
        ((status == 0)) || expect_contains "$TEST_TMP/logs/image.log" "^slipway: .*$place.*No space left on device"
        now=$(state)
        litter=$(litter)
        mount -o remount,size=1g "$place"
        image || fail "the next run fails after $case: $(<"$TEST_TMP/logs/image.log")"
        next=$(state)
        umount "$place"
        [[ $now == "$older" || ($status == 0 && $now == "${wanted[$output]}") ]] || fail "half an output, after: $case"
        expect_equal '' "$litter" "what is left after: $case"
        expect_equal "${wanted[$output]}" "$next" "output of the run after: $case"
        cases=$((cases + 1))
    done
done
((cases >= 50)) || fail "there were $cases cases only"
echo "$cases cases"
