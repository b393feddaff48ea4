#!/usr/bin/env bash
# Files that are put upon a base with a merged /usr lie where they belong, the same in Docker, podman and umoci.
# labels: e2e docker slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/engines.sh
source "$REPO/tests/e2e/engines.sh"

root=$TEST_TMP/root
busybox_root "$root"
printf 'a' >"$root/usr/lib/a.so"
printf 'of the base' >"$root/etc/app.conf"
ln -s /run "$root/usr/pids"
mkdir -p "$root/var/mail" "$root/var/private"
chown 8:12 "$root/var/mail"
chmod 2775 "$root/var/mail"
chmod 700 "$root/var/private"

files=$TEST_TMP/files
mkdir -p "$files"/{lib/deep,bin,etc,tmp,var/mail,var/private,usr/pids,opt/app}
for file in lib/b.so lib/deep/c.so etc/app.conf tmp/seed var/mail/letter var/private/key usr/pids/app opt/app/größe; do
    printf '%s' "$file" >"$files/$file"
done
ln -s busybox "$files/bin/tool"
chmod 755 "$files/tmp"

# shellcheck disable=SC2016 # for the shell in the container
report='for path in bin lib usr/lib usr/lib/a.so usr/lib/b.so usr/lib/deep usr/lib/deep/c.so usr/bin/tool etc/app.conf tmp \
    tmp/seed var/mail var/mail/letter var/private var/private/key run run/app usr/pids opt/app/größe; do
    stat -c "%n %f %u %g" /$path; [ -f /$path ] && [ ! -L /$path ] && cat /$path | head -c 20; echo; done'
wanted=$(
    cat <<'LINES'
/bin a1ff 0 0
/lib a1ff 0 0
/usr/lib 41ed 0 0
/usr/lib/a.so 81a4 0 0
a
/usr/lib/b.so 81a4 0 0
lib/b.so
/usr/lib/deep 41ed 0 0
/usr/lib/deep/c.so 81a4 0 0
lib/deep/c.so
/usr/bin/tool a1ff 0 0
/etc/app.conf 81a4 0 0
etc/app.conf
/tmp 43ff 0 0
/tmp/seed 81a4 0 0
tmp/seed
/var/mail 45fd 8 12
/var/mail/letter 81a4 0 0
var/mail/letter
/var/private 41c0 0 0
/var/private/key 81a4 0 0
var/private/key
/run 41ed 0 0
/run/app 81a4 0 0
usr/pids/app
/usr/pids a1ff 0 0
/opt/app/größe 81a4 0 0
opt/app/größe
LINES
)

# report_of COMMAND...: what a shell of the image says, without empty lines.
report_of() { "$@" sh -c "$report" | sed '/^$/d'; }

umask 022
layout_of_root "$TEST_TMP/base" merged "$root" --architecture amd64 --os linux
tar -C "$root" --numeric-owner -czf "$TEST_TMP/root.tar.gz" .
start_dockerd
skopeo copy --quiet "oci:$TEST_TMP/base:merged" "docker-archive:$TEST_TMP/base.tar:merged:1"
docker load --quiet --input "$TEST_TMP/base.tar"
docker save --output "$TEST_TMP/saved.tar" merged:1

number=0
for base in "oci:$TEST_TMP/base:merged" "$TEST_TMP/saved.tar" "$TEST_TMP/root.tar.gz"; do
    number=$((number + 1))
    archive=$TEST_TMP/upon-$number.tar
    expect_equal 'replaced /etc/app.conf' "$(testkit image-upon "$base" "$files" "upon:$number" "$archive")" 'replaced files'
    docker load --quiet --input "$archive"
    expect_equal "$wanted" "$(report_of docker run --rm "upon:$number")" "files in Docker, upon $base"
    podman load --quiet --input "$archive"
    expect_equal "$wanted" "$(report_of podman run --rm "upon:$number")" "files in podman, upon $base"
    skopeo copy --quiet "oci-archive:$archive" "oci:$TEST_TMP/upon:$number"
    unpack_bundle "bundle-$number" "$TEST_TMP/upon:$number"
    expect_equal "$wanted" "$(report_of "$(command -v chroot)" "$TEST_TMP/bundle-$number/rootfs")" "files of umoci, upon $base"
done

# The base's layer is the very blob that it was.
layers() { skopeo inspect "$1" | jq -r '.Layers[0]'; }
expect_equal "$(layers "oci:$TEST_TMP/base:merged")" "$(layers "oci:$TEST_TMP/upon:1")" "digests of the base's layer"
