#!/usr/bin/env bash
# SIGTERM that comes while the system boots anew, when the VM has nobody to take it, ends the system all the same: with
# hooks, and as process 1 without any.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
boot=$release/releases/0.1.0/start.boot
cp "$boot" "$TEST_TMP/start.boot"

# A boot script that waits where kernel does not run yet, and says so.
waiting=$TEST_TMP/waiting
cat >"$TEST_TMP/slow.escript" <<'END'
#!/usr/bin/env escript
main([From, To, Marker]) ->
    {ok, Bytes} = file:read_file(From),
    {script, Id, Steps} = binary_to_term(Bytes),
    IsKernel = fun({apply, {application, start_boot, [kernel | _]}}) -> true; (_) -> false end,
    {Before, [_ | _] = After} = lists:splitwith(fun(Step) -> not IsKernel(Step) end, Steps),
    Waits = [{apply, {prim_file, write_file, [Marker, <<>>]}}, {apply, {timer, sleep, [3000]}}],
    ok = file:write_file(To ++ ".new", term_to_binary({script, Id, Before ++ Waits ++ After})),
    ok = file:rename(To ++ ".new", To).
END
escript "$TEST_TMP/slow.escript" "$TEST_TMP/start.boot" "$TEST_TMP/slow.boot" "$waiting"

# expect_stopped PID: the launcher is told while the system boots anew.
expect_stopped() {
    local launcher=$1 status=0
    # The first boot, in which a signal ends the VM at once, was an ordinary one.
    cp "$TEST_TMP/slow.boot" "$boot"
    rm -f "$waiting"
    expect_exit 0 "${inside[@]}" "$bare" restart
    wait_for 30 test -e "$waiting"
    kill -TERM "$launcher"
    wait_for 60 e2e_has_ended "$BACKGROUND_PID"
    wait "$BACKGROUND_PID" || status=$?
    expect_equal 0 "$status" "exit status"
    expect_equal 1 "$(grep -c 'SIGTERM received' "$LOG")" "signals that the system took"
    cp "$TEST_TMP/start.boot" "$boot"
}

LOG=$TEST_TMP/logs/first.log
start_background first unshare --map-root-user --pid --fork --kill-child --mount-proc "$bare" start
wait_for 60 grep -q 'bare runs on' "$LOG"
first=$(pgrep -P "$BACKGROUND_PID")
inside=(nsenter -t "$first" -U -m -p --)
expect_stopped "$first"

inside=()
set_in_plan "$release" 'hooks => #{after_stop => [[<<"echo">>, <<"after_stop">>]]}'
start_release "$release"
expect_stopped "$BACKGROUND_PID"
expect_contains "$LOG" '^after_stop$'
