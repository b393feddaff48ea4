#!/usr/bin/env bash
# The Tab key completes commands, options and folders in bash, zsh and fish.
# labels: e2e peer

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

# in_terminal PROGRAM...: types each line of the standard input, PATTERN<TAB>TEXT, into the program's terminal once the
# pattern has been seen since the line before; \t in TEXT is the Tab key. Prints what the terminal showed.
in_terminal() {
    python3 -c '
import os, pty, re, select, signal, sys, time
pid, terminal = pty.fork()
if pid == 0:
    os.environ.update(TERM="dumb", PS1="ready> ")
    os.system("stty cols 500")
    os.execvp(sys.argv[1], sys.argv[1:])
shown, seen = b"", 0
def wait_for(pattern):
    global shown
    deadline = time.time() + 30
    while not re.search(pattern, shown[seen:]):
        if time.time() > deadline:
            os.kill(pid, signal.SIGKILL)
            sys.exit("not seen: %r in %r" % (pattern, shown))
        if select.select([terminal], [], [], 0.1)[0]:
            shown += os.read(terminal, 65536)
for line in sys.stdin:
    pattern, text = line.rstrip("\n").split("\t")
    wait_for(pattern.encode())
    seen = len(shown)
    os.write(terminal, text.replace("\\t", "\t").replace("\\r", "\r").replace("\\x15", "\x15").encode())
os.close(terminal)
os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
' "$@"
}

e2e_need_slipway
mkdir -p "$TEST_TMP/current/somewhere_else" "$TEST_TMP/bin"
: >"$TEST_TMP/current/some_file"
ln -s "$SLIPWAY" "$TEST_TMP/bin/slipway"
export PATH=$TEST_TMP/bin:$PATH
cd "$TEST_TMP/current"

"$SLIPWAY" completions bash >"$TEST_TMP/completions.bash"
shellcheck --shell=bash "$TEST_TMP/completions.bash"
"$SLIPWAY" completions zsh >"$TEST_TMP/_slipway"
"$SLIPWAY" completions fish >"$TEST_TMP/completions.fish"

in_terminal bash --norc --noprofile -i >"$TEST_TMP/logs/bash.log" <<END
ready> 	source $TEST_TMP/completions.bash\r
ready> 	slipway relea\t
slipway release 	--overw\t
--overwrite 	--path some\t
somewhere_else/	 --path=some\t
--path=somewhere_else/	\x15slipway completions z\t
slipway completions zsh 	\x15slipway help sec\t
slipway help secret 	\x15exit\r
END

in_terminal zsh -f -i >"$TEST_TMP/logs/zsh.log" <<END
ready> 	autoload -U compinit; compinit -u -D; source $TEST_TMP/_slipway; echo load'ed'\r
(?s)loaded.*ready> 	slipway relea\t
slipway release 	--overw\t
--overwrite 	--path some\t
somewhere_else/	\x15slipway completions z\t
slipway completions zsh 	\x15exit\r
END

# fish tells what it would complete.
fish_completes() {
    fish --no-config --command "source $TEST_TMP/completions.fish; complete --do-complete '$1'" | cut -f 1 | sort |
        tr '\n' ' '
}
expect_equal 'release ' "$(fish_completes 'slipway relea')" "fish: commands"
expect_equal '--no-archives-check --no-cache --no-check --no-compile --no-deps-check --no-elixir-version-check ' \
    "$(fish_completes 'slipway release --no')" "fish: options"
expect_equal 'somewhere_else/ ' "$(fish_completes 'slipway release --path some')" "fish: folders"
expect_equal 'bash fish zsh ' "$(fish_completes 'slipway completions ')" "fish: choices"

expect_exit 2 "$SLIPWAY" completions
expect_contains "$ERR" '^slipway: for which shell\?'
expect_exit 2 "$SLIPWAY" completions tcsh
expect_contains "$ERR" '^slipway: there are no completions for "tcsh"; the shells are bash, zsh and fish'
