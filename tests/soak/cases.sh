# shellcheck shell=bash
#
# The cases. Each has a name of words with a slash between them, which says all that is needed to repeat it:
#
#     kill/WORLD/TARGET/CALL/N         SIGKILL at the Nth CALL
#     fault/WORLD/TARGET/CALL/N/ERRNO  the Nth CALL fails
#     clock/WORLD/TARGET/MS            SIGKILL for the process group after MS thousandths of a second
#     clock-vm/plain/TARGET/MS         the same with the real Elixir
#     signal/WORLD/TARGET/NAME/CALL/N  SIGINT, SIGTERM or SIGHUP at the Nth CALL
#     signal-clock/WORLD/TARGET/NAME/MS, signal-vm/plain/TARGET/NAME/MS
#                                      the same after MS; with the real Elixir
#     runs/plain/TARGET/COUNT          as many at once
#     runs/plain/TARGET/COUNT/MS       and the first of them is killed after MS
#     disk/WORLD/TARGET/KB             the file system of the release has so much room
#     disk/WORLD/TARGET/KB/FILES       and so many files
#
# TARGET is the variant (a or b) that replaces the other one, or `first` where there is no release yet.

last_words() { tail -n 2 "$WORLD/log" | paste -sd ' '; }

run_case() {
    local name=$1 words
    IFS=/ read -ra words <<<"$name"
    # shellcheck disable=SC2034 # for check_next_run
    CASE=$name
    PROBLEMS=
    FOUND=
    CASES=$((CASES + 1))
    use_world "${words[1]}"
    begin "${words[2]}"
    "case_${words[0]//-/_}" "${words[@]:2}"
    end
    if [[ -z $PROBLEMS ]]; then
        count "${words[0]} ${words[1]}" passed
        return
    fi
    count "${words[0]} ${words[1]}" failed
    printf 'FAILED %s\n%s    repeat it: script/soak --case %s\n' "$name" "$PROBLEMS" "$name"
    # Whatever this one left must not be held against the others.
    if [[ $WORLD == */mount ]]; then umount "$RELEASE"; fi
    rm -rf "$WORLD"
    unset "AT[$WORLD]"
    FAILED=$((FAILED + 1))
}

begin() {
    TARGET=$1
    if [[ $TARGET == first ]]; then
        set_aside_release
        set_variant b
        return
    fi
    [[ ${AT[$WORLD]:-a} == "$(other_variant "$TARGET")" ]] || {
        set_variant "$(other_variant "$TARGET")"
        clean_run || problem "the run before fails: $(last_words)"
    }
    set_variant "$TARGET"
}

end() {
    if [[ $TARGET == first ]]; then
        bring_back_release
    else
        AT["$WORLD"]=$TARGET
    fi
}

case_kill() {
    local status=0
    slipway_release one_thread strace -o "$WORLD/trace" -e "trace=$2" -e "inject=$2:signal=KILL:when=$3" || status=$?
    if ((status == 137)); then
        check_any_moment "$1"
        count "killed, and then there is" "$FOUND"
    else
        ((status == 0)) || problem "status $status instead of the kill: $(last_words)"
        count "killed, and then there is" "not reached"
    fi
    check_next_run "$1"
}

# The kernel gives EINTR where a signal comes: for these always, for a folder on some file systems.
must_survive_eintr() {
    [[ $1 =~ ^(open|openat|read|pread64|write|pwrite64|close|flock|copy_file_range|wait4|fsync)$ ]] &&
        ! grep -q 'O_DIRECTORY.*INJECTED' "$WORLD/trace"
}

case_fault() {
    local status=0
    slipway_release one_thread strace -o "$WORLD/trace" -e "trace=$2" -e "inject=$2:error=$4:when=$3" || status=$?
    if ! grep -q INJECTED "$WORLD/trace"; then
        count "a call failed, and the run" "did not reach it"
    elif ((status == 0)); then
        count "a call failed, and the run" succeeded
        check_whole "$1" ""
    else
        count "a call failed, and the run" failed
        ((status == 1)) || problem "status $status: $(last_words)"
        [[ $4 != EINTR ]] || ! must_survive_eintr "$2" || problem "ends on EINTR: $(tail -n 1 "$WORLD/log")"
        check_message "$4"
        check_any_moment "$1"
    fi
    check_next_run "$1"
}

thousandths() { printf '%d.%03d' $(($1 / 1000)) $(($1 % 1000)); }

# start_run ELIXIR_FOLDER: in a process group of its own; sets RUN, which is Slipway itself and no shell around it.
start_run() {
    set -m
    become_in_project "$1" "$SLIPWAY" release "${RELEASE_ARGUMENTS[@]}" &
    RUN=$!
    set +m
}

wait_run() {
    RUN_STATUS=0
    timeout 120 tail --pid="$RUN" --sleep-interval=0.02 --follow /dev/null || {
        problem "it hangs: $(last_words)"
        kill -KILL -- "-$RUN" 2>/dev/null || true
    }
    wait "$RUN" 2>/dev/null || RUN_STATUS=$?
}

kill_by_clock() {
    start_run "$1"
    sleep "$(thousandths "$3")"
    kill -KILL -- "-$RUN" 2>/dev/null || true
    wait_run
    [[ $RUN_STATUS =~ ^(0|137)$ ]] || problem "status $RUN_STATUS: $(last_words)"
    check_any_moment "$2"
    count "killed, and then there is" "$FOUND"
    check_next_run "$2"
}
case_clock() { kill_by_clock "$WORLD/replay" "$@"; }
case_clock_vm() { kill_by_clock "" "$@"; }

# Not by grep -q, which closes the pipe at the first process, and with pipefail says that there is none.
runs_in_project() { [[ -n $(find /proc/[0-9]*/cwd -maxdepth 0 -lname "$PROJECT" 2>/dev/null || true) ]]; }

case_signal() {
    local status=0
    slipway_release one_thread strace -o "$WORLD/trace" -e "trace=$3" -e "inject=$3:signal=$2:when=$4" || status=$?
    check_interrupted "$1" "$2" "$status"
}

# check_interrupted TARGET SIGNAL STATUS: it ended by the signal, said nothing and cleared everything away; or it was
# done, because the signal came late.
check_interrupted() {
    local wanted=$((128 + $(kill -l "$2")))
    [[ $3 == 0 || $3 == "$wanted" ]] || problem "status $3, not $wanted: $(last_words)"
    count "SIG$2, and the run" "$( (($3 == 0)) && echo "was done" || echo ended)"
    ! grep -q '^slipway: ' "$WORLD/log" || problem "prints: $(grep '^slipway: ' "$WORLD/log")"
    check_no_litter ""
    check_any_moment "$1"
    check_next_run "$1"
}

# Ctrl-C goes to the whole group, the others to the process alone.
end_by_signal() {
    local signal=$3 to tries=0
    start_run "$1"
    to=$RUN
    [[ $signal != INT ]] || to=-$RUN
    sleep "$(thousandths "$4")"
    kill -s "$signal" -- "$to" 2>/dev/null || true
    wait_run
    while runs_in_project; do
        ((tries++ < 100)) || {
            problem "processes stay: $(find /proc/[0-9]*/cwd -maxdepth 0 -lname "$PROJECT" 2>/dev/null | paste -sd ' ')"
            break
        }
        sleep 0.05
    done
    check_interrupted "$2" "$signal" "$RUN_STATUS"
}
case_signal_clock() { end_by_signal "$WORLD/replay" "$@"; }
case_signal_vm() { end_by_signal "" "$@"; }

case_runs() {
    local target=$1 count=$2 runs=() run
    for ((run = 0; run < count; run++)); do
        start_run "$WORLD/replay"
        runs+=("$RUN")
    done
    if [[ -n ${3:-} ]]; then
        sleep "$(thousandths "$3")"
        kill -KILL -- "-${runs[0]}" 2>/dev/null || true
        RUN=${runs[0]}
        wait_run
        runs=("${runs[@]:1}")
    fi
    for RUN in "${runs[@]}"; do
        wait_run
        ((RUN_STATUS == 0)) || problem "status $RUN_STATUS of one of $count runs: $(last_words)"
    done
    check_whole "$target" ""
    check_no_litter ""
    check_next_run "$target"
}

# The release is copied to a file system that has so much room, which hides the folder that it is in.
case_disk() {
    local target=$1 options=mode=0755,size=$2k status=0 place
    [[ -z ${3:-} ]] || options+=,nr_inodes=$3
    place=$(dirname "$RELEASE")
    [[ $WORLD != */mount ]] || place=$RELEASE
    rm -rf "$WORLD/disk"
    mkdir "$WORLD/disk"
    [[ $target == first ]] || cp -a "$RELEASE/." "$WORLD/disk"
    mount -t tmpfs -o "$options" none "$place"
    if [[ $target != first ]] && ! { mkdir -p "$RELEASE" && cp -a "$WORLD/disk/." "$RELEASE"; } 2>/dev/null; then
        count "a full disk, and the run" "not begun: no room for the old release"
    else
        mv "$WORLD/USERS" "$WORLD/USERS.kept"
        [[ $target == first ]] || users_state "" >"$WORLD/USERS"
        slipway_release in_project "$WORLD/replay" || status=$?
        if ((status == 0)); then
            count "a full disk, and the run" succeeded
        else
            count "a full disk, and the run" failed
            ((status == 1)) || problem "status $status: $(last_words)"
            check_message ENOSPC
        fi
        check_no_litter ""
        check_any_moment "$target"
        mount -o remount,size=1g,nr_inodes=1000000 "$place"
        check_next_run "$target"
        mv "$WORLD/USERS.kept" "$WORLD/USERS"
    fi
    umount "$place"
    # The release that was hidden is in the old variant.
    [[ $target == first ]] || TARGET=$(other_variant "$target")
}
