# shellcheck shell=bash
#
# Roots of other systems, for tests that run a release in them (needs root, for chroot). Sourced after lib.sh.

# What the emulator, epmd and inet_gethost of Debian 12 link to; dash is /bin/sh.
E2E_ROOT_PACKAGES=base-files,libc6,libcap2,libgcc-s1,libstdc++6,libsystemd0,libtinfo6,zlib1g,dash

# debian_root SUITE: prints the path of a root of that Debian suite, made once in a build folder. Don't write to it.
debian_root() {
    e2e_debian_root "$1" "$1"
}

# merged_debian_root SUITE: the same with /bin and /lib as links into /usr, as installed systems have it.
merged_debian_root() {
    e2e_debian_root "$1" "$1-merged" --hook-dir=/usr/share/mmdebstrap/hooks/merged-usr
}

# e2e_debian_root SUITE NAME [OPTION...]
e2e_debian_root() {
    local suite=$1 name=$2 roots=${SLIPWAY_TEST_ROOTS:-$BUILD_DIR/e2e-roots} log=$TEST_TMP/logs/mmdebstrap-$2.log
    shift 2
    mkdir -p "$roots"
    (
        flock 9
        [[ -d $roots/$name ]] && exit 0
        rm -rf "$roots/$name.new"
        # sid's index can be older than its validity says where a mirror lags behind.
        mmdebstrap "$@" --variant=extract --aptopt='Acquire::Check-Valid-Until "false"' --include="$E2E_ROOT_PACKAGES" \
            "$suite" "$roots/$name.new" >"$log" 2>&1 || {
            e2e_show "$log" >&2
            fail "no root of Debian $suite could be made"
        }
        mv -T "$roots/$name.new" "$roots/$name"
    ) 9>"$roots/$name.lock"
    printf '%s\n' "$roots/$name"
}

# debian_base NAME PACKAGES: prints the path of an archive with a small Debian 12 that has these packages, made once in a
# build folder: what `docker import` makes a base image of. As in Debian's own slim images there is no documentation. It
# names no sources of packages, so that `apt-get update` asks nobody, and what is installed already is installed without a
# network.
debian_base() {
    local name=$1 packages=$2 roots=${SLIPWAY_TEST_ROOTS:-$BUILD_DIR/e2e-roots} log=$TEST_TMP/logs/mmdebstrap-$1.log
    mkdir -p "$roots"
    (
        flock 9
        [[ -f $roots/$name.tar ]] && exit 0
        # shellcheck disable=SC2016 # a variable of the hook's
        mmdebstrap --variant=minbase --include="$packages" \
            --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
            --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
            --customize-hook='rm -rf "$1"/etc/apt/sources.list "$1"/etc/apt/sources.list.d/* "$1"/var/lib/apt/lists/*' \
            bookworm "$roots/$name.new.tar" >"$log" 2>&1 || {
            e2e_show "$log" >&2
            fail "no base of Debian 12 with $packages could be made"
        }
        mv "$roots/$name.new.tar" "$roots/$name.tar"
    ) 9>"$roots/$name.lock"
    printf '%s\n' "$roots/$name.tar"
}

# Bases of a Dockerfile in two stages: what builds, with what the official images of Elixir have, and what runs.
elixir_builder_base() {
    debian_base elixir-builder \
        build-essential,ca-certificates,git,elixir,erlang-dev,erlang-parsetools,erlang-tools,erlang-p1-pgsql
}
elixir_runner_base() { debian_base elixir-runner ca-certificates,libncurses6,libstdc++6,openssl; }

# Devices and a name for this host, which node names are made of: the network is shared with this system.
e2e_furnish_root() {
    local root=$1
    mkdir -p "$root"/{dev,etc,tmp,srv}
    chmod 1777 "$root/tmp"
    [[ -e $root/dev/null ]] || mknod -m 666 "$root/dev/null" c 1 3
    [[ -e $root/dev/urandom ]] || mknod -m 666 "$root/dev/urandom" c 1 9
    printf '127.0.0.1 localhost %s\n' "$(hostname)" >"$root/etc/hosts"
}

# hostile_nsswitch ROOT: look-ups that lead a static glibc program into modules of this root.
hostile_nsswitch() {
    printf '%s\n' 'passwd: compat nis hesiod files' 'group: compat nis hesiod files' \
        'hosts: hesiod nis mymachines files dns' 'services: nis hesiod files' >"$1/etc/nsswitch.conf"
}

# bare_root DIR RELEASE: a root with what the programs of the release link to and nothing else: no shell at all.
bare_root() {
    local root=$1 release=$2 library
    mkdir -p "$root"
    ldd "$release"/erts-*/bin/{beam.smp,epmd,erl_child_setup,inet_gethost} 2>/dev/null |
        grep -Eo '/[^ :]+' | sort -u |
        while IFS= read -r library; do
            [[ -f $library && $library != "$release"/* ]] || continue
            mkdir -p "$root${library%/*}"
            cp -L "$library" "$root$library"
        done
    e2e_furnish_root "$root"
}

# in_root ROOT COMMAND...: with an environment that holds nothing of ours but the port of epmd.
in_root() {
    local root=$1
    shift
    env -i PATH=/usr/bin:/bin ERL_EPMD_PORT="$ERL_EPMD_PORT" SLIPWAY_E2E_ID="${SLIPWAY_E2E_ID:-}" \
        "$(command -v chroot)" "$root" "$@"
}

# expect_release_runs_in ROOT: the release `bare` in /srv/bare answers, starts as a named node, is reached and stops.
expect_release_runs_in() {
    local root=$1 program=/srv/bare/bin/bare
    expect_exit 0 in_root "$root" "$program" version
    expect_contains "$OUT" '^bare 0\.1\.0$'
    expect_exit 0 in_root "$root" "$program" eval 'IO.puts("evaluated")'
    expect_contains "$OUT" '^evaluated$'
    start_background "node-${root##*/}" in_root "$root" "$program" start
    local pid=$BACKGROUND_PID
    wait_for 20 in_root "$root" "$program" pid
    expect_exit 0 in_root "$root" "$program" rpc 'IO.puts(Node.self())'
    expect_contains "$OUT" '^bare@'
    expect_exit 0 in_root "$root" "$program" stop
    wait_for 15 e2e_has_ended "$pid"
}
