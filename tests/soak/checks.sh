# shellcheck shell=bash
#
# What must hold behind a run that was ended or disturbed. A problem is noted and the case goes on.

problem() {
    PROBLEMS+="    $*"$'\n'
}

# The names of what differs, a few.
differences() {
    { diff <(echo "$1") <(echo "$2") || true; } | lines '^[<>]' | head -n 4 | cut -c 1-160 | paste -sd ';'
}

# What functions and :tar make comes behind the exchange.
without_later_parts() { lines -vE '(^|[ /(])added(/| )|\.tar\.gz'; }

# check_any_moment TARGET: the release is whole, the old one or the new one, and nothing of the user's is lost.
check_any_moment() {
    local target=$1 state part pending
    state=$(own_state)
    pending=$(dirname "$RELEASE")/.bare.slipway.staging
    [[ ! -e $pending/.slipway.staging ]] || pending=
    if [[ $target == first ]]; then
        FOUND=new
        [[ $state != absent ]] || FOUND=absent
        [[ $state == absent || $state == "$(<"$WORLD/STATE-b")" ]] ||
            problem "half a first release: $(differences "$(<"$WORLD/STATE-b")" "$state")"
        return
    fi
    if [[ $WORLD == */mount ]]; then
        check_mixture "$target" "$state"
    else
        part=$(without_later_parts <<<"$state")
        if [[ $part == "$(without_later_parts <"$WORLD/STATE-$target")" ]]; then
            FOUND=new
        elif [[ $part == "$(without_later_parts <"$WORLD/STATE-$(other_variant "$target")")" ]]; then
            FOUND=old
        else
            FOUND=half
            problem "half a release: $(differences "$(without_later_parts <"$WORLD/STATE-$target")" "$part")"
        fi
        # Whatever archive is there is whole.
        part=$(lines '^SHA256 .*tar\.gz)' <<<"$state" | not_in "$WORLD/STATE-a" | not_in "$WORLD/STATE-b")
        [[ -z $part ]] || problem "another archive: $part"
    fi
    part=$(users_state "$pending")
    [[ $part == "$(<"$WORLD/USERS")" ]] || problem "the user's files: $(differences "$(<"$WORLD/USERS")" "$part")"
    part=$("$RELEASE/bin/bare" version 2>&1) || true
    [[ $part == "$(<"$WORLD/VERSION")" ]] || problem "bin/bare version prints: $part"
}

# grep that is content with no line at all; the lines that the file has not.
lines() { grep "$@" || true; }
not_in() { lines -vxFf "$1"; }

# check_mixture TARGET STATE: where files are replaced one by one, each is the old or the new one, and none is missing
# that both have.
check_mixture() {
    local foreign
    # Read by the cases.
    : "${FOUND:=mixed}"
    [[ $2 != "$(<"$WORLD/STATE-$1")" ]] || FOUND=new
    [[ $2 != "$(<"$WORLD/STATE-$(other_variant "$1")")" ]] || FOUND=old
    foreign=$(not_in "$WORLD/STATE-a" <<<"$2" | not_in "$WORLD/STATE-b" | lines -v 'slipway\.manifest') || true
    [[ -z $foreign ]] || problem "neither old nor new: $(head -n 3 <<<"$foreign" | paste -sd ';')"
    foreign=$(LC_ALL=C comm -12 "$WORLD/STATE-a" "$WORLD/STATE-b" | lines -v 'slipway\.manifest' | not_in <(echo "$2"))
    [[ -z $foreign ]] || problem "missing, though old and new have it: $(head -n 3 <<<"$foreign" | paste -sd ';')"
}

# check_whole TARGET: the release of the variant, with all of the user's in its place.
check_whole() {
    local variant=$1 state
    [[ $variant != first ]] || variant=b
    state=$(own_state)
    [[ $state == "$(<"$WORLD/STATE-$variant")" ]] ||
        problem "another release$2: $(differences "$(<"$WORLD/STATE-$variant")" "$state")"
    [[ $1 != first ]] || return 0
    state=$(users_state "")
    [[ $state == "$(<"$WORLD/USERS")" ]] ||
        problem "the user's files$2: $(differences "$(<"$WORLD/USERS")" "$state")"
}

check_no_litter() {
    local left
    left=$(litter | head -n 5 | paste -sd ' ')
    [[ -z $left ]] || problem "left behind$1: $left"
}

# check_next_run TARGET: it succeeds, gives the same bytes as one that nothing disturbed, and clears everything away. In
# a third of the cases it goes back to the old variant, which must lose what is only in the new one.
check_next_run() {
    local status=0 next=$1 number
    number=$(cksum <<<"$CASE" | cut -d ' ' -f 1)
    if [[ $next != first ]] && ((number % 3 == 0)); then
        next=$(other_variant "$next")
        set_variant "$next"
        # shellcheck disable=SC2034 # for end
        TARGET=$next
    fi
    clean_run || status=$?
    ((status == 0)) || problem "the next run fails: $(tail -n 2 "$WORLD/log" | paste -sd ' ')"
    check_whole "$next" " after the next run"
    check_no_litter " after the next run"
    if [[ $next != first ]] && ((number % 25 == 0)); then
        status=$("$RELEASE/bin/bare" eval 'IO.puts("evaluated")' 2>&1) || true
        [[ $status == evaluated ]] || problem "the release does not run: $status"
    fi
}

# check_message ERRNO: one line that names the reason, and a file where the call has one.
check_message() {
    local line reason
    line=$(grep '^slipway: ' "$WORLD/log") || true
    case $1 in
    ENOSPC) reason='No space left on device' ;;
    EIO) reason='Input/output error' ;;
    EACCES) reason='Permission denied' ;;
    EINTR) reason='Interrupted system call' ;;
    esac
    [[ -n $line && $line != *$'\n'* && $line == *"$reason"* && $line =~ (/|the probe|pipe|memfd|current path) &&
        $line != *"unexpected error"* ]] ||
        problem "not one line with a file and the reason: $(tail -n 3 "$WORLD/log" | paste -sd '|')"
}
