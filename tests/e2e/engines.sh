# shellcheck shell=bash
#
# Real container engines, of a test's own: Docker's daemon, podman and runc (needs root). Sourced after lib.sh.
#
#     start_dockerd                then `docker ...` is a client of that daemon
#     podman ...                   with its own store
#     start_bundle NAME LAYOUT[:TAG]   what `umoci unpack` makes of an image, started by runc
#     run_bundle NAME WORD...          a command of its launcher
#
# What is started here ends with the test, however that ends.

E2E_ENGINES=$TEST_TMP/engines
mkdir -p "$E2E_ENGINES"

# Each step is tried, whatever became of the one before.
e2e_stop_engines() {
    local status=$?
    trap - ERR
    set +e
    e2e_stop_bundles
    [[ ! -d $E2E_ENGINES/podman ]] || e2e_stop_podman
    [[ ! -f $E2E_ENGINES/docker/pid ]] || e2e_stop_dockerd
    exit "$status"
} >>"$TEST_TMP/logs/engines-stop.log" 2>&1
trap e2e_stop_engines EXIT

# ---------------------------------------------------------------------------------------------
# Docker
# ---------------------------------------------------------------------------------------------

# Where script/bootstrap unpacks what would start services if it were installed.
e2e_peer() {
    local folder
    for folder in "$BUILD_DIR/peers/$1" "$REPO/build/peers/$1"; do
        [[ -d $folder ]] || continue
        printf '%s\n' "$folder"
        return
    done
    fail "there is no $1; run script/bootstrap"
}

# Bridges of tests that were killed. A bridge has the port in its name that its test was given.
e2e_remove_stale_bridges() {
    local bridge owner
    for bridge in /sys/class/net/slw*; do
        [[ -e $bridge ]] || continue
        bridge=${bridge##*/}
        owner=
        read -r owner 2>/dev/null <"/tmp/slipway-e2e-ports-$UID/${bridge#slw}" || true
        [[ -n $owner && -d /proc/$owner ]] || ip link delete "$bridge" 2>/dev/null || true
    done
}

# start_dockerd: a Docker daemon that nothing but this test uses. Its containers reach each other, and this machine
# reaches the ports that they publish; they reach nothing outside.
start_dockerd() {
    local folder=$E2E_ENGINES/docker number network daemon containerd
    daemon=$(e2e_peer docker.io)
    containerd=$(e2e_peer containerd)
    mkdir -p "$folder/client"
    printf '{}\n' | tee "$folder/daemon.json" >"$folder/client/config.json"
    e2e_remove_stale_bridges
    # The number is this test's own, and so are a bridge and 256 addresses: two daemons would both take docker0.
    number=$(free_port)
    network=10.$((200 + (number - 20000) / 256)).$(((number - 20000) % 256))
    printf '%s\n' "slw$number" >"$folder/bridge"
    ip link add "slw$number" type bridge
    ip address add "$network.1/26" dev "slw$number"
    ip link set "slw$number" up
    # A path of a socket may have 107 bytes.
    DOCKER_HOST=unix://$folder/sock
    export DOCKER_HOST DOCKER_CONFIG=$folder/client
    # Its mounts are in a name space of its own, and go with it. The packet filter of this machine is not touched:
    # docker-proxy carries what is published.
    start_background dockerd env PATH="$daemon/usr/sbin:$daemon/usr/bin:$containerd/usr/bin:$PATH" \
        unshare --mount --propagation slave \
        dockerd --data-root "$folder/data" --exec-root "$folder/run" --pidfile "$folder/dockerd.pid" \
        --host "$DOCKER_HOST" --bridge "slw$number" --default-address-pool "base=$network.64/26,size=28" \
        --iptables=false --ip6tables=false --ip-masq=false --storage-driver overlay2 --config-file "$folder/daemon.json" \
        --shutdown-timeout 1
    printf '%s\n' "$BACKGROUND_PID" >"$folder/pid"
    wait_for 60 e2e_dockerd_is_settled
    is_running "$BACKGROUND_PID" || fail "dockerd has ended: $(tail -n 3 "$TEST_TMP/logs/dockerd.log")"
}

# It answers, or has ended.
e2e_dockerd_is_settled() {
    curl --silent --fail --max-time 5 --unix-socket "${DOCKER_HOST#unix://}" http://localhost/_ping ||
        ! is_running "$BACKGROUND_PID"
}

docker() {
    "$(e2e_peer docker.io)/usr/bin/docker" "$@"
}

e2e_stop_dockerd() {
    local folder=$E2E_ENGINES/docker pid
    pid=$(<"$folder/pid")
    if is_running "$pid"; then
        docker ps --all --quiet | xargs -r "$(e2e_peer docker.io)/usr/bin/docker" rm --force --volumes
        docker network prune --force
        kill -TERM "$pid"
        for _ in {1..200}; do
            is_running "$pid" || break
            sleep 0.05
        done
    fi
    ip link delete "$(<"$folder/bridge")"
}

# ---------------------------------------------------------------------------------------------
# podman
# ---------------------------------------------------------------------------------------------

# podman with a store of this test's own, on overlay: the vfs driver hides what layers do to links of folders.
podman() {
    local folder=$E2E_ENGINES/podman
    if [[ ! -d $folder ]]; then
        mkdir -p "$folder"
        # Its name may have 50 bytes.
        mktemp -d /tmp/slipway-podman.XXXXXX >"$folder/runroot"
        # crun refuses machines with cgroups of both versions. Without CAP_SYS_RESOURCE no limit can be raised above
        # the present one.
        printf '%s\n' '[containers]' \
            "default_ulimits = [\"nofile=1024:$(ulimit -Hn)\", \"nproc=1024:4096\"]" \
            '[engine]' 'runtime = "runc"' 'cgroup_manager = "cgroupfs"' 'events_logger = "file"' \
            '[network]' "network_config_dir = \"$folder/networks\"" >"$folder/containers.conf"
        printf '%s\n' '{"default": [{"type": "insecureAcceptAnything"}]}' >"$folder/policy.json"
    fi
    CONTAINERS_CONF=$folder/containers.conf command podman --root "$folder/root" \
        --runroot "$(<"$folder/runroot")" --tmpdir "$folder/tmp" --storage-driver overlay "$@"
}

# podman_on_path: puts a program `podman` in front of PATH that has the same store, for programs that look for one.
podman_on_path() {
    local folder=$E2E_ENGINES/podman
    podman info >/dev/null
    mkdir -p "$folder/bin"
    cat >"$folder/bin/podman" <<END
#!/bin/sh
export CONTAINERS_CONF=$folder/containers.conf
exec $(type -P podman) --root "$folder/root" --runroot "$(<"$folder/runroot")" --tmpdir "$folder/tmp" \\
    --storage-driver overlay "\$@"
END
    chmod +x "$folder/bin/podman"
    PATH=$folder/bin:$PATH
}

e2e_stop_podman() {
    podman rm --all --force --time 1
    podman umount --all --force
    # Overlay's own mount of the store.
    umount "$E2E_ENGINES/podman/root/overlay"
    rm -rf "$(<"$E2E_ENGINES/podman/runroot")"
}

# ---------------------------------------------------------------------------------------------
# runc
# ---------------------------------------------------------------------------------------------

# unpack_bundle NAME LAYOUT[:TAG]: the image as a bundle of runc, in $TEST_TMP/NAME. It shares this machine's network.
unpack_bundle() {
    local bundle=$TEST_TMP/$1 image=$2
    umoci unpack --image "$image" "$bundle" >"$TEST_TMP/logs/umoci-$1.log" 2>&1
    e2e_change_bundle "$bundle" '.process.terminal = false | .process.rlimits = []
        | .linux.namespaces |= map(select(.type != "network"))'
}

# e2e_change_bundle BUNDLE FILTER [jq ARGUMENT...]
e2e_change_bundle() {
    local bundle=$1 filter=$2
    shift 2
    jq "$@" "$filter" "$bundle/config.json" >"$bundle/config.new"
    mv "$bundle/config.new" "$bundle/config.json"
}

# The containers of a test have names that are no other's.
e2e_bundle_id() { printf 'slipway-%s-%s\n' "$E2E_RUNNER_PID" "$1"; }

# start_bundle NAME LAYOUT[:TAG]: unpacks and runs it. Sets BACKGROUND_PID, and writes to logs/runc-NAME.log.
start_bundle() {
    local name=$1
    [[ -d $TEST_TMP/$name ]] || unpack_bundle "$@"
    e2e_bundle_id "$name" >>"$E2E_ENGINES/bundles"
    start_background "runc-$name" runc --root "$E2E_ENGINES/runc" run --bundle "$TEST_TMP/$name" "$(e2e_bundle_id "$name")"
}

# run_bundle NAME WORD...: runs bin/RELEASE of an unpacked image with these words, and ends with it. The RELEASE is what
# the image starts.
run_bundle() {
    local name=$1 id
    shift
    id=$(e2e_bundle_id "$name")
    # shellcheck disable=SC2016 # jq's variables
    e2e_change_bundle "$TEST_TMP/$name" '.process.args = .process.args[:1] + $words' \
        --argjson words "$(jq --null-input '$ARGS.positional' --args -- "$@")"
    printf '%s\n' "$id" >>"$E2E_ENGINES/bundles"
    runc --root "$E2E_ENGINES/runc" run --bundle "$TEST_TMP/$name" "$id" </dev/null
}

# in_bundle NAME COMMAND...: within a container that start_bundle started.
in_bundle() {
    local name=$1
    shift
    runc --root "$E2E_ENGINES/runc" exec "$(e2e_bundle_id "$name")" "$@" </dev/null
}

e2e_stop_bundles() {
    local id
    [[ -f $E2E_ENGINES/bundles ]] || return
    while IFS= read -r id; do
        runc --root "$E2E_ENGINES/runc" delete --force "$id"
    done <"$E2E_ENGINES/bundles"
}

# ---------------------------------------------------------------------------------------------
# Images
# ---------------------------------------------------------------------------------------------

# busybox_root FOLDER: a root with a shell and a merged /usr, as Debian's has.
busybox_root() {
    local root=$1 applet
    mkdir -p "$root"/{etc,tmp,usr/bin,usr/lib,srv}
    chmod 1777 "$root/tmp"
    ln -s usr/bin "$root/bin"
    ln -s usr/lib "$root/lib"
    cp "$(command -v busybox)" "$root/usr/bin/busybox"
    for applet in sh ls cat stat readlink httpd id find sha256sum; do
        ln -s busybox "$root/usr/bin/$applet"
    done
    printf 'root:x:0:0:root:/:/bin/sh\n' >"$root/etc/passwd"
}

# layout_of_root LAYOUT TAG ROOT [umoci config ARGUMENT...]: an image with that folder as its one layer, by umoci.
layout_of_root() {
    local layout=$1 tag=$2 root=$3
    shift 3
    [[ -d $layout ]] || umoci init --layout "$layout"
    umoci new --image "$layout:$tag"
    umoci insert --image "$layout:$tag" "$root" / >>"$TEST_TMP/logs/umoci.log" 2>&1
    (($# == 0)) || umoci config --image "$layout:$tag" "$@"
}
