#!/usr/bin/env bash
# What script/package makes: a tarball and a Debian package, the same bytes each time, with a program that runs.
# labels: e2e slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
export SOURCE_DATE_EPOCH=1700000000
"$REPO/script/package" --program "$SLIPWAY" --output "$TEST_TMP/one" >/dev/null
(umask 077 && "$REPO/script/package" --program "$SLIPWAY" --output "$TEST_TMP/two" >/dev/null)
diff -r "$TEST_TMP/one" "$TEST_TMP/two"
cd "$TEST_TMP/one"
sha256sum --check --quiet slipway-*.sha256

version=$("$SLIPWAY" --version | cut -d ' ' -f 2)
name=slipway-$version-linux-$(uname -m)
tar -xf "$name.tar.gz"
expect_equal "slipway $version" "$("$name/bin/slipway" --version)" "the program of the tarball"
dpkg-deb --extract slipway_*.deb deb
expect_equal "slipway $version" "$(deb/usr/bin/slipway --version)" "the program of the package"
# shellcheck disable=SC2016  # these are dpkg's
expect_equal "slipway $version libc6 (>= 2.36)" \
    "$(dpkg-deb --showformat '${Package} ${Version} ${Depends}' --show slipway_*.deb)" "fields"
expect_equal root/root "$(dpkg-deb --contents slipway_*.deb | awk '{print $2}' | sort -u)" "owners"
bash -n deb/usr/share/bash-completion/completions/slipway
# It is whole: it finds what it carries inside wherever it lies.
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
expect_exit 0 "$TEST_TMP/one/deb/usr/bin/slipway" release --quiet
expect_exit 0 _build/prod/rel/bare/bin/bare version
