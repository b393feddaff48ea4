# shellcheck shell=bash
#
# What the soak works on: projects whose release is built again and again, in turn in two variants. A world is a folder
#
#     project/              the project; rel/overlays leads to ../../variant-a or -b
#     variant-a, variant-b  overlays, which differ in contents, in files, and in what is a file and what a folder
#     replay/elixir         stands in front of the real elixir in PATH and says what is on the tape
#     tape-a, tape-b, tape  what the probe said once (tests/testkit/elixir_tape.hpp), and a link to one of them
#     calls-TARGET          each call of a run: its name, the number among its kind, and the path that it is about
#     STATE-a, STATE-b      what a whole release of the variant looks like
#     USERS                 the user's files, as they must be at any moment
#     log                   what the last run printed
#
# and its name says what is special:
#
#     plain    the release in its usual place
#     steps    --path, a function behind :assemble that adds a file, and :tar, whose archive lies in the release
#     tar      the usual place and :tar, whose archive lies beside
#     cached   the usual place, without --no-cache: an unchanged project and unchanged files need not be looked at again,
#              and the new tree is made of what was left of the old one
#     mount    the release folder is a mount point: its files are replaced one by one

WORLD='' # the folder of the present world
RELEASE=''
PROJECT=''

# What the user has in the release folder, and the folder of another version.
USERS_FILES=(mine link data/app.db data/deep/file empty tmp/pipe/erlang.pipe.1.w tmp/log/erlang.log.1
    lib/bare-0.1.0/user share/user releases/0.0.9/bare.rel releases/0.0.9/slipway.manifest)

use_world() {
    WORLD=$SOAK/$1
    PROJECT=$WORLD/project
    RELEASE=$PROJECT/_build/prod/rel/bare
    RELEASE_ARGUMENTS=("${NO_CACHE[@]}")
    [[ $1 != cached ]] || RELEASE_ARGUMENTS=()
    if [[ $1 == steps ]]; then
        RELEASE=$WORLD/out/bare
        RELEASE_ARGUMENTS+=(--path "$RELEASE")
    fi
    [[ -d $WORLD ]] || make_world "$1"
}

make_world() {
    local name=$1 steps=':assemble' at=() variant
    mkdir -p "$WORLD"/{replay,record} "$PROJECT"
    cp -R "$REPO/tests/fixtures/bare/." "$PROJECT"
    rm -rf "$PROJECT/_build"
    [[ $name != steps ]] || steps=':assemble, &__MODULE__.add/1, :tar'
    [[ $name != tar ]] || steps=':assemble, :tar'
    sed -i "/^ *app: :/a releases: [bare: [include_erts: false, steps: [$steps]]]," "$PROJECT/mix.exs"
    cat >"$WORLD/add" <<'END'
  def add(release) do
    File.mkdir_p!(Path.join(release.path, "added"))
    File.write!(Path.join(release.path, "added/one"), "added\n")
    release
  end
END
    sed -i "/^  def application do/e cat $WORLD/add" "$PROJECT/mix.exs"
    make_variants
    ln -s tape-a "$WORLD/tape"
    printf '#!/bin/sh\nexec "%s" record-elixir "%s" "%s" "$@"\n' "$TESTKIT" "$WORLD/tape" "$ELIXIR" >"$WORLD/record/elixir"
    [[ $name != steps ]] ||
        at=(--at continue "'mkdir -p $RELEASE/added && echo added >$RELEASE/added/one'")
    printf '#!/bin/sh\nexec "%s" replay-elixir "%s" %s -- "$@"\n' "$TESTKIT" "$WORLD/tape" "${at[*]}" >"$WORLD/replay/elixir"
    chmod +x "$WORLD"/{record,replay}/elixir

    if [[ $name == mount ]]; then
        mkdir -p "$RELEASE"
        mount --bind "$RELEASE" "$RELEASE"
    fi
    for variant in b a; do
        set_variant "$variant"
        slipway_release in_project "$WORLD/record" || world_failed
    done
    make_other_version
    make_users_files
    remember_states
}

world_failed() {
    cat "$WORLD/log" >&2
    die "the world $WORLD can't be made"
}

make_variants() {
    local a=$WORLD/variant-a b=$WORLD/variant-b
    mkdir -p "$a/share" "$a/turns/into" "$b/turned" "$b/other/deep/folder" "$PROJECT/rel" "$PROJECT/priv"
    echo a >"$a/share/content"
    echo b | tee "$b/other/content" "$b/other/deep/folder/only_b" "$b/turns" >/dev/null
    echo a | tee "$a/only_a" "$a/turns/into/file" "$a/turned" >/dev/null
    echo b >"$b/turned/file"
    echo a >"$a/both"
    echo b >"$b/both"
    ln -s both "$a/shortcut"
    ln -s other/content "$b/shortcut"
}

# The variant is in the overlays and in a file of the application, which both are read by slipway alone.
set_variant() {
    ln -sfn "../../variant-$1" "$PROJECT/rel/overlays"
    ln -sf "tape-$1" "$WORLD/tape"
    echo "$1" >"$PROJECT/priv/variant"
}

other_variant() { [[ $1 == a ]] && echo b || echo a; }

# One that needs the same libraries, and none of the overlays.
make_other_version() (
    cd "$RELEASE/releases" || exit
    cp -a 0.1.0 0.0.9
    sed -n '1p; /^lib/p; s|^releases/0\.1\.0|releases/0.0.9|p' 0.1.0/slipway.manifest >0.0.9/slipway.manifest
)

make_users_files() (
    cd "$RELEASE" || exit
    mkdir -p data/deep empty tmp/pipe tmp/log share
    chmod 0700 data
    echo rows >data/app.db
    echo deep >data/deep/file
    mkfifo -m 0600 tmp/pipe/erlang.pipe.1.w
    echo log >tmp/log/erlang.log.1
    echo mine | tee mine lib/bare-0.1.0/user share/user >/dev/null
    ln -s /nowhere link
)

# in_project FOLDER_WITH_ELIXIR COMMAND...: output goes to WORLD/log. A folder '' means the real VM.
# become_in_project ELIXIR_FOLDER PROGRAM ARGUMENTS...: in place of the shell.
become_in_project() {
    cd "$PROJECT" || exit
    [[ -z $1 ]] || PATH=$1:$PATH
    shift
    MIX_ENV=prod exec "$@" >"$WORLD/log" 2>&1 </dev/null
}
in_project() (become_in_project "$@")

# Without an injection, on one processor: then all calls are made by one thread, in one order. One that hangs ends with
# status 124.
one_thread() { in_project "$WORLD/replay" timeout --kill-after=5 120 taskset -c "$PROCESSOR" "$@"; }
# The shell's own word on a process that was killed goes nowhere.
slipway_release() { { "$@" "$SLIPWAY" release "${RELEASE_ARGUMENTS[@]}"; } 2>/dev/null; }
clean_run() { slipway_release in_project "$WORLD/replay"; }

# remember_states: builds both variants, and lists the calls that these runs make.
remember_states() {
    local target
    for target in b a; do
        set_variant "$target"
        slipway_release one_thread strace -y -o "$WORLD/trace" -e trace=%file,%desc || world_failed
        list_calls <"$WORLD/trace" >"$WORLD/calls-$target"
        own_state >"$WORLD/STATE-$target"
    done
    users_state "" >"$WORLD/USERS"
    "$RELEASE/bin/bare" version >"$WORLD/VERSION"
    [[ $WORLD == */plain ]] || return 0
    set_aside_release
    slipway_release one_thread strace -y -o "$WORLD/trace" -e trace=%file,%desc || world_failed
    list_calls <"$WORLD/trace" >"$WORLD/calls-first"
    bring_back_release
}

# For releases that are made for the first time.
set_aside_release() { mv "$RELEASE" "$WORLD/set-aside"; }
bring_back_release() {
    rm -rf "$RELEASE"
    mv "$WORLD/set-aside" "$RELEASE"
}

# The calls from the first look at mix.exs on (what comes before is the dynamic linker's), but for what the user sees,
# with their numbers among all calls of the name. Of a path only its form is kept, so that like calls make a group.
list_calls() {
    sed "s|$PROJECT|PROJECT|g; s|$WORLD|WORLD|g" | awk '
        !/^[a-z0-9_]+\(/ { next }
        { call = $0; sub(/\(.*/, "", call); number[call]++ }
        /mix\.exs"/ { begun = 1 }
        !begun || /^write\([12]</ || call ~ /^(mmap|ioctl|fcntl|dup|poll|clone|execve)/ { next }
        {
            group = "-"
            if (match($0, /"[^"]+"/)) group = substr($0, RSTART + 1, RLENGTH - 2)
            else if (match($0, /<[^>]+>/)) group = substr($0, RSTART + 1, RLENGTH - 2)
            gsub(/[^\/]*\.beam/, "*.beam", group)
            gsub(/[0-9]+/, "N", group)
            gsub(/ /, "_", group)
            folder = /O_DIRECTORY/ ? "folder" : "file"
            print call, number[call], group, folder
        }'
}

# A line for all in the release folder that is Slipway's: kind, mode, link, content. A run that was killed behind the
# exchange leaves its mark.
own_state() (
    cd "$RELEASE" 2>/dev/null || { echo absent && return; }
    local own=(-path ./data -o -path ./tmp -o -path ./empty -o -path ./mine -o -path ./link -o -path ./share/user -o
        -path ./lib/bare-0.1.0/user -o -path ./releases/0.0.9 -o -path ./.slipway.staging -o -path ./.slipway.lock -o
        -path ./.slipway.trash -o -name slipway.manifest.new)
    {
        find . -mindepth 1 \( "${own[@]}" \) -prune -o ! -path ./share -printf '%p %y %m %l\n'
        find . \( "${own[@]}" \) -prune -o -type f ! -path ./releases/COOKIE ! -name slipway.manifest \
            -exec sha256sum --tag {} +
        # Files of functions that were interrupted belong to nobody (docs/crash-safety.md).
        grep -vx 'added/one' releases/0.1.0/slipway.manifest || true
        [[ ! -e $PROJECT/_build/prod/bare-0.1.0.tar.gz ]] || sha256sum --tag "$PROJECT/_build/prod/bare-0.1.0.tar.gz"
    } 2>/dev/null | LC_ALL=C sort
)

# users_state PENDING: what became of the user's files, which may still be in the folder PENDING (or be nowhere else).
users_state() {
    local path places=()
    for path in "${USERS_FILES[@]}"; do
        if [[ -e $RELEASE/$path || -L $RELEASE/$path ]]; then
            places+=("$RELEASE/$path")
        elif [[ -n $1 && (-e $1/$path || -L $1/$path) ]]; then
            places+=("$1/$path")
        else
            echo "$path is gone"
        fi
    done
    # The same file, not a copy: a database may be open.
    find "${places[@]}" -maxdepth 0 -printf '%f %y %m %i %l\n'
    find "${places[@]}" -maxdepth 0 -type f -exec cat {} +
    cat "$RELEASE/releases/COOKIE"
}

# What may lie beside the release.
litter() {
    find "$(dirname "$RELEASE")" -mindepth 1 -maxdepth 1 ! -name bare ! -name .bare.slipway.lock \
        ! -name .bare.slipway.spare
    find "$(dirname "$RELEASE")" "$PROJECT/_build/prod" -maxdepth 4 \( -name '.slipway.staging' -o -name .slipway.trash -o \
        -name '*.slipway' -o -name '*.new' -o -name '*.before-release*' \)
}
