#!/usr/bin/env bash
# Lines longer than the terminal, of wide characters, pasted, and output that comes meanwhile are shown as they are, in 40
# columns and after the window changed; without escape sequences where TERM is not set.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"
# shellcheck source=tests/e2e/terminal.sh
source "$REPO/tests/e2e/terminal.sh"

release=$(cached_slipway_release bare)
bare=$release/bin/bare
start_release "$release"

# 22 cells of prompt and a text of 60 in 40 columns.
on_screen 40 12 env TERM=xterm "$bare" remote <<END
see 1>$
type "0123456789012345678901234567890123456789012345678901234567" |> String.length()
keys Home
type 1;
keys C-e Left Right
keys Enter
see ^58$
see 2>$
type "日本語のテキストが四十桁で折り返されるかどうか" |> String.length()
keys Left Left Left Left Left Left Left Left Left Left Left Left Left Left Left Left Left Left Left Left Left Left
keys Backspace C-e
keys Enter
see ^(22|23)$
see 3>$
type "é👩‍👧🇩🇪
keys Backspace Backspace
type "
keys Enter
see ^"é"$
see >$
type spawn(fn -> Process.sleep(1500); IO.puts("from a process") end); :ok
keys Enter
see ^:ok$
see >$
type [:typed,
see typed,$
see ^from a process$
see typed,$
type :on]
keys Enter
see ^\\[:typed, :on\\]$
see >$
type "0123456789012345678
resize 80 24
type 0123456789012345678901234567890123456789" |> byte_size()
keys Enter
see ^59$
keys C-l
row ^iex\\(bare.*>$
keys C-d
exits 0
END

# A paste of 10 kB, with and without brackets, is one text.
{
    printf 'byte_size("'
    head -c 10000 /dev/zero | tr '\0' 'x'
    printf '")'
} >"$TEST_TMP/long"
{
    echo 'Enum.sum(['
    seq 1 1000 | sed 's/$/,/'
    echo '0])'
} >"$TEST_TMP/lines"
on_screen 40 20 env TERM=xterm "$bare" remote <<END
see 1>$
paste $TEST_TMP/long
keys Enter
see ^10000$
see 2>$
rush $TEST_TMP/long
keys Enter
see ^10000$
see 3>$
paste $TEST_TMP/lines
keys Enter
see ^500500$
see >$
rush $TEST_TMP/lines
see ^500500$
see >$
keys C-d
exits 0
END

# Without TERM, and with a terminal that knows nothing, lines are read as they come, and no escape sequence is written.
for variables in '-u TERM' TERM= TERM=dumb; do
    # shellcheck disable=SC2086 # Each word is an option of env.
    shown=$(on_screen 80 24 env $variables "$bare" remote <<END
see 1>
type 40 + 2
keys Enter
see ^42$
see 2>
keys C-d
exits 0
END
    )
    expect_not_contains "$shown" $'\033'
done
# A TERM that no data base knows is no reason to do without.
on_screen 80 24 env TERM=never-heard-of "$bare" remote <<END
raw \\033\\[\\?2004h
see 1>$
keys C-d
exits 0
END
expect_equal "$BACKGROUND_PID" "$("$bare" pid)" 'the process id after all'
