# shellcheck shell=bash
#
# Helpers of the end-to-end tests. A test is a file NAME.sh beside this one:
#
#     #!/usr/bin/env bash
#     # What is expected to happen, in one line.
#     # labels: e2e
#     # seconds: 600                                   where 300 may be too few
#
#     # shellcheck source=tests/e2e/lib.sh
#     source "$REPO/tests/e2e/lib.sh"
#
# and is run by `tests/e2e/run NAME.sh`, which gives it these variables:
#
#     TEST_TMP    a folder of its own; HOME, TMPDIR and XDG_CACHE_HOME lie in it
#     REPO        the source tree, which tests must not write to
#     BUILD_DIR   the build folder
#     SLIPWAY     the slipway program, empty where SLIPWAY_BIN isn't set
#
# ERL_EPMD_PORT is a port of the test's own, so that its nodes meet nobody else's.
#
# Functions that print a path are called as path=$(function ...).

set -Eeuo pipefail
shopt -s inherit_errexit

: "${TEST_TMP:?run tests through tests/e2e/run}" "${REPO:?}" "${BUILD_DIR:?}" "${E2E_STATE:?}"

# ---------------------------------------------------------------------------------------------
# Failing
# ---------------------------------------------------------------------------------------------

# Where the test stood: the lines of the calls that lead out of this file.
e2e_stack() {
    local frame
    for ((frame = 1; frame < ${#FUNCNAME[@]}; frame++)); do
        [[ ${BASH_SOURCE[frame]} == "${BASH_SOURCE[0]}" ]] && continue
        printf '    at %s:%s\n' "${BASH_SOURCE[frame]#"$REPO"/}" "${BASH_LINENO[frame - 1]}"
    done
}

e2e_on_error() {
    local status=$1 command=$2
    # A message from `fail` says more; subshells would repeat it at each level.
    if [[ ! -e $E2E_STATE/failed ]]; then
        : >"$E2E_STATE/failed"
        printf 'FAILED: exit status %s of: %s\n' "$status" "$command" >&2
        e2e_stack >&2
    fi
}
trap 'e2e_on_error "$?" "$BASH_COMMAND"' ERR

# fail MESSAGE: ends the test.
fail() {
    : >"$E2E_STATE/failed"
    printf 'FAILED: %s\n' "$*" >&2
    e2e_stack >&2
    exit 1
}

# skip REASON: ends the test where something that it needs isn't installed.
skip() {
    printf 'SKIPPED: %s\n' "$*" >&2
    exit 77
}

# ---------------------------------------------------------------------------------------------
# Expectations
# ---------------------------------------------------------------------------------------------

# expect_equal WANTED ACTUAL [WHAT]
expect_equal() {
    local wanted=$1 actual=$2 what=${3:-values}
    [[ $wanted == "$actual" ]] && return
    diff --label wanted --label actual -u <(printf '%s\n' "$wanted") <(printf '%s\n' "$actual") >&2 || true
    fail "$what differ"
}

# Whether FILE_OR_STRING has a line that matches the extended regular expression PATTERN.
e2e_matches() {
    if [[ $1 == /* && -f $1 ]]; then
        grep -Eq -e "$2" -- "$1"
    else
        grep -Eq -e "$2" <<<"$1"
    fi
}

e2e_show() {
    if [[ $1 == /* && -f $1 ]]; then
        printf -- '--- %s\n' "$1"
        tail -n 50 -- "$1"
    else
        printf -- '--- text\n%s\n' "$1"
    fi
    printf -- '---\n'
}

# expect_contains FILE_OR_STRING PATTERN: a file is given by its absolute path.
expect_contains() {
    e2e_matches "$1" "$2" && return
    e2e_show "$1" >&2
    fail "no line matches: $2"
}

# expect_not_contains FILE_OR_STRING PATTERN
expect_not_contains() {
    e2e_matches "$1" "$2" || return 0
    e2e_show "$1" >&2
    fail "a line matches: $2"
}

# expect_exit CODE COMMAND...: the output goes to the files $OUT and $ERR.
OUT=$TEST_TMP/logs/out.log
ERR=$TEST_TMP/logs/err.log
expect_exit() {
    local wanted=$1 status=0
    shift
    "$@" >"$OUT" 2>"$ERR" </dev/null || status=$?
    [[ $status == "$wanted" ]] && return
    e2e_show "$OUT" >&2
    e2e_show "$ERR" >&2
    fail "exit status $status, not $wanted, of: $*"
}

# wait_for SECONDS COMMAND...: tries until the command succeeds. Its last output is shown if it never does.
wait_for() {
    local seconds=$1 deadline=$((SECONDS + $1)) output=$E2E_STATE/wait_for
    shift
    until "$@" >"$output" 2>&1 </dev/null; do
        if ((SECONDS >= deadline)); then
            e2e_show "$output" >&2
            fail "not within $seconds s: $*"
        fi
        sleep 0.05
    done
}

# ---------------------------------------------------------------------------------------------
# Processes and ports
# ---------------------------------------------------------------------------------------------

# What Linux says about a process from its state on; the fields before can hold spaces and parentheses.
# ($(<file) isn't used because bash ends the whole script where the file has gone.)
e2e_process_stat() {
    local stat=
    IFS= read -r -d '' stat 2>/dev/null <"/proc/$1/stat" || [[ -n $stat ]] || return
    printf '%s\n' "${stat##*) }"
}

# When a process was started, in clock ticks: with its id, this names a process for ever.
e2e_start_time() {
    e2e_process_stat "$1" | cut -d ' ' -f 20
}

# is_running PID: zombies don't count.
is_running() {
    local state
    state=$(e2e_process_stat "$1") || return
    [[ $state != Z* ]]
}

# record_pid PID: has the runner kill this process at the end of the test.
record_pid() {
    printf '%s %s\n' "$1" "$(e2e_start_time "$1" || true)" >>"$E2E_STATE/pids"
}

# start_background NAME COMMAND...: sets BACKGROUND_PID and writes to logs/NAME.log. A command that replaces itself
# (exec), as the launchers do, keeps this id.
start_background() {
    local name=$1
    shift
    # Here, not in the process that starts: whoever waits for a line must not see that of an earlier run.
    : >"$TEST_TMP/logs/$name.log"
    "$@" >>"$TEST_TMP/logs/$name.log" 2>&1 </dev/null &
    BACKGROUND_PID=$!
    record_pid "$BACKGROUND_PID"
}

# stop_pid PID [SECONDS]: asks a process to end (SIGTERM) and waits for it. STOP_STATUS is its exit status, or 127
# where this shell isn't its parent.
stop_pid() {
    local pid=$1 seconds=${2:-15}
    kill -TERM "$pid" 2>/dev/null || true
    local deadline=$((SECONDS + seconds))
    while is_running "$pid"; do
        ((SECONDS < deadline)) || fail "process $pid still runs $seconds s after SIGTERM"
        sleep 0.05
    done
    STOP_STATUS=0
    wait "$pid" 2>/dev/null || STOP_STATUS=$?
    # Read by the tests.
    : "$STOP_STATUS"
}

e2e_port_listens() {
    local hex
    printf -v hex '%04X' "$1"
    grep -Eq "^ *[0-9]+: [0-9A-F]+:$hex " /proc/net/tcp /proc/net/tcp6 2>/dev/null
}

# free_port: prints a TCP port that nothing uses and no other test was given. It lies below those that the system gives
# to outgoing connections.
free_port() {
    local folder=/tmp/slipway-e2e-ports-$UID port owner
    mkdir -p "$folder"
    (
        flock 9
        for _ in {1..1000}; do
            port=$((20000 + RANDOM % 12000))
            e2e_port_listens "$port" && continue
            owner=
            read -r owner 2>/dev/null <"$folder/$port" || true
            [[ -n $owner && -d /proc/$owner ]] && continue
            printf '%s\n' "$E2E_RUNNER_PID" >"$folder/$port"
            printf '%s\n' "$folder/$port" >>"$E2E_STATE/ports"
            printf '%s\n' "$port"
            exit 0
        done
        fail "no free port found"
    ) 9>"$folder/lock"
}

# http_get URL: prints the body, fails unless the status is 2xx or 3xx.
http_get() {
    curl --silent --show-error --fail --max-time 10 --noproxy '*' -- "$1"
}

# ---------------------------------------------------------------------------------------------
# Projects and releases
# ---------------------------------------------------------------------------------------------

e2e_fixture_path() {
    local candidate
    for candidate in "$REPO/tests/fixtures/$1" "$REPO/examples/$1"; do
        if [[ -d $candidate ]]; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    fail "there is no project tests/fixtures/$1 or examples/$1"
}

# copy_fixture NAME DEST: copies a project of tests/fixtures or examples, without what was built in it.
copy_fixture() {
    local source
    source=$(e2e_fixture_path "$1")
    mkdir -p "$2"
    tar -C "$source" --exclude=./_build --exclude=./erl_crash.dump -cf - . | tar -C "$2" -xf -
}

# A name for the content of a folder (without _build) and some words.
e2e_key() {
    local folder=$1
    shift
    {
        tar -C "$folder" --exclude=./_build --sort=name --format=gnu --mtime=@0 --owner=0 --group=0 --numeric-owner \
            --mode=go= -cf - .
        printf '%s\n' "$@" "${MIX_ENV:-prod}"
        # Another Elixir or OTP makes another release.
        stat -Lc '%n %s %Y' "$(command -v elixir)" "$(command -v erl)"
    } | sha256sum | cut -c1-32
}

# e2e_cached KEY PROJECT_DIR COMMAND...: has PROJECT_DIR/_build made by the command, or taken from an earlier run.
e2e_cached() {
    local key=$1 project=$2 cache=${SLIPWAY_TEST_CACHE:-$BUILD_DIR/e2e-cache} staging
    shift 2
    mkdir -p "$cache"
    (
        # Tests that want the same release at the same time wait for the first one to make it.
        flock 9
        if [[ -d $cache/$key ]]; then
            touch "$cache/$key"
        else
            "$@"
            find "$cache" -mindepth 1 -maxdepth 1 -mtime +7 ! -name '*.lock' -exec rm -rf {} +
            staging=$(mktemp -d "$cache/staging.XXXXXX")
            cp -a --reflink=auto "$project/_build" "$staging/_build"
            mv -T "$staging" "$cache/$key"
            exit 0
        fi
        rm -rf "$project/_build"
        cp -a --reflink=auto "$cache/$key/_build" "$project/_build"
    ) 9>"$cache/$key.lock"
}

# The folder of the release that was made last in a project.
e2e_release_path() {
    local releases=("$1/_build/${MIX_ENV:-prod}/rel"/*/)
    ((${#releases[@]} == 1)) || fail "expected one release, found: ${releases[*]}"
    [[ -d ${releases[0]} ]] || fail "no release was made in $1"
    printf '%s\n' "${releases[0]%/}"
}

# e2e_build LOG PROJECT_DIR COMMAND...: runs a command in a project, its output goes to logs/LOG.log.
e2e_build() {
    local log=$TEST_TMP/logs/$1.log project=$2
    shift 2
    (cd "$project" && MIX_ENV=${MIX_ENV:-prod} "$@") >>"$log" 2>&1 </dev/null && return
    e2e_show "$log" >&2
    fail "$* failed in $project"
}

# mix_release PROJECT_DIR [ARGUMENT...]: prints the path of the release that Mix makes. Mind that a release which comes
# from the cache has the cookie of the one that was made first. Don't give --path.
mix_release() {
    local project=$1 key
    shift
    key=mix-$(e2e_key "$project" "$@")
    e2e_cached "$key" "$project" e2e_build mix-release "$project" mix release --overwrite "$@"
    e2e_release_path "$project"
}

e2e_need_slipway() {
    [[ -n $SLIPWAY ]] || fail "this test needs the slipway program: set SLIPWAY_BIN"
}

# slipway_release PROJECT_DIR [ARGUMENT...]: prints the path of the release that slipway makes. Don't give --path.
slipway_release() {
    local project=$1
    shift
    e2e_need_slipway
    e2e_build slipway-release "$project" "$SLIPWAY" release --overwrite "$@"
    e2e_release_path "$project"
}

# cached_slipway_release FIXTURE [ARGUMENT...]: copies a project to $TEST_TMP/FIXTURE and prints the path of the release
# that this very slipway program makes, or made for an earlier test.
cached_slipway_release() {
    local fixture=$1 project=$TEST_TMP/$1 key program
    shift
    e2e_need_slipway
    copy_fixture "$fixture" "$project"
    program=$(sha256sum "$SLIPWAY" | cut -c1-64)
    key=slipway-$(e2e_key "$project" "$program" "$@")
    e2e_cached "$key" "$project" \
        e2e_build slipway-release "$project" "$SLIPWAY" release --overwrite "$@"
    e2e_release_path "$project"
}

# release_by_both PROJECT_DIR [ARGUMENT...]: leaves the release of Mix in PROJECT_DIR/by-mix and that of slipway in
# by-slipway. Both are made from the same folder at the same place, because compiled modules and templates may name them.
release_by_both() {
    local project=$1
    shift
    e2e_need_slipway
    # Mix leaves the modes to it.
    umask 022
    rm -rf "$project"/{release,by-mix,by-slipway}
    e2e_build mix-release "$project" mix release "$@" --path "$project/release"
    mv "$project/release" "$project/by-mix"
    e2e_build slipway-release "$project" "$SLIPWAY" release "$@" --path "$project/release"
    mv "$project/release" "$project/by-slipway"
}

# expect_release_equals_mix PROJECT_DIR [TEMPLATES [ARGUMENT...]]: testkit knows which differences are meant to be.
expect_release_equals_mix() {
    local project=$1 templates=${2:-$1/rel}
    release_by_both "$project" "${@:3}"
    testkit compare-release --templates "$templates" "$project/by-mix" "$project/by-slipway"
}

# testkit SUB-COMMAND...: the program of tests/testkit.
testkit() {
    "${TESTKIT:-$BUILD_DIR/tests/testkit/testkit}" "$@"
}

# add_project_option PROJECT_DIR TEXT: puts `key: value` into `project` of its mix.exs.
add_project_option() {
    sed -i '/^ *app: :/r /dev/stdin' "$1/mix.exs" <<<"      $2,"
}

# tree_state FOLDER: a line for all that lies in it: kind, mode, path, link, content.
tree_state() {
    (
        cd "$1"
        {
            find . -mindepth 1 -printf '%p %y %m %l\n'
            find . -type f -exec sha256sum --tag {} +
        } | LC_ALL=C sort
    )
}

# start_release RELEASE [VARIABLE=VALUE...]: runs `bin/NAME start` in the background and waits for the line that the
# fixtures print once they run. Sets BACKGROUND_PID, and LOG to what it writes.
start_release() {
    local release=$1 name version
    shift
    read -r _ version <"$release/releases/start_erl.data" || true
    name=$(basename "$release/releases/$version"/*.rel .rel)
    LOG=$TEST_TMP/logs/$name.log
    start_background "$name" env "$@" "$release/bin/$name" start
    wait_for 60 grep -Eq "$name (runs on|has started:|[0-9.]+ listens on) " "$LOG"
}

# start_example RELEASE [VARIABLE=VALUE...]: the same for exrelease, which needs some settings. Sets URL, too.
start_example() {
    local release=$1 port
    shift
    port=$(free_port)
    URL=http://127.0.0.1:$port
    start_release "$release" SECRET_KEY_BASE=a-secret-of-the-test APP_PORT="$port" "$@"
    # Read by the tests.
    : "$URL"
}

# expect_release_runs RELEASE PATTERN [VARIABLE=VALUE...]: it starts, prints a line that matches, answers and stops.
expect_release_runs() {
    local release=$1 pattern=$2 name status=0
    shift 2
    start_release "$release" "$@"
    expect_contains "$LOG" "$pattern"
    name=$(basename "$LOG" .log)
    expect_exit 0 "$release/bin/$name" rpc 'IO.puts("#{node()} answers")'
    expect_contains "$OUT" "^$name@.* answers$"
    expect_exit 0 "$release/bin/$name" stop
    wait_for 15 e2e_has_ended "$BACKGROUND_PID"
    wait "$BACKGROUND_PID" || status=$?
    expect_equal 0 "$status" "exit status after stop"
}

e2e_has_ended() { ! is_running "$1"; }

# stop_release: asks what start_release started to end, which it does with status 0.
stop_release() {
    stop_pid "$BACKGROUND_PID"
    expect_equal 0 "$STOP_STATUS" "exit status after SIGTERM"
}

# ---------------------------------------------------------------------------------------------

ERL_EPMD_PORT=$(free_port)
export ERL_EPMD_PORT
printf '%s\n' "$ERL_EPMD_PORT" >"$E2E_STATE/epmd-port"
