#!/usr/bin/env bash
# Every `slipway ...` and `bin/NAME ...` of README.md and docs/ is a command that exists, with options that exist; every
# slipway.toml is accepted; every link between the pages leads to a page, and to a heading in it.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release bare)
help=$TEST_TMP/help
mkdir "$help"
"$SLIPWAY" --help >"$help/slipway"
sed -n 's/^  \([a-z]\+\)  .*/\1/p' "$help/slipway" | while read -r command; do
    "$SLIPWAY" "$command" --help >"$help/slipway-$command"
done
"$release/bin/bare" help >"$help/launcher"

# check_docs ROOT: prints what is wrong, and then how much was looked at.
check_docs() {
    python3 - "$1" "$help" <<'END'
import os, re, shlex, sys

root, help_folder = sys.argv[1:]
texts = {name: open(os.path.join(help_folder, name)).read() for name in os.listdir(help_folder)}
commands = {name[len("slipway-"):] for name in texts if name.startswith("slipway-")}
launcher = set(re.findall(r"^  ([a-z_]+) ", texts["launcher"], re.M))
options = {name: set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", text)) for name, text in texts.items()}
options["launcher"] |= {"--help", "-h"}
options["slipway"] |= {"--version", "--help"}
pages = [os.path.join(root, "README.md")]
pages += sorted(os.path.join(root, "docs", name) for name in os.listdir(os.path.join(root, "docs")) if name.endswith(".md"))
content = {page: open(page).read() for page in pages}
# Commands that the pages' own [commands] define.
own = {"migrate", "reset"}
counts = {"commands": 0, "links": 0}


def complain(page, problem):
    print(f"{os.path.relpath(page, root)}: {problem}")


def check_options(page, words, allowed, shown):
    for word in words:
        # What follows belongs to the function, or to the command in the container.
        if word in {"--", "--mfa"}:
            return
        name = word.split("=")[0]
        if re.fullmatch(r"--?[a-z][a-z-]*", name) and name not in allowed:
            complain(page, f"`{shown}`: there is no option {name}")


def check_command(page, words):
    """One command without variables in front, as a list of words."""
    program, arguments = words[0], words[1:]
    shown = " ".join(words)
    if program == "slipway":
        counts["commands"] += 1
        if not arguments or arguments[0].startswith("-"):
            check_options(page, arguments, options["slipway"], shown)
        elif arguments[0] == "COMMAND":
            pass
        elif arguments[0] not in commands:
            complain(page, f"`{shown}`: there is no command {arguments[0]}")
        else:
            check_options(page, arguments[1:], options["slipway-" + arguments[0]], shown)
    elif re.search(r"(^|/)bin/[\w]+$", program) and not program.startswith(("/usr", "/bin", "rel/")):
        if not arguments or program.endswith(("/server", "/migrate")):
            return
        counts["commands"] += 1
        if arguments[0] == "COMMAND":
            return
        if arguments[0] not in launcher | own and not arguments[0].startswith("-"):
            complain(page, f"`{shown}`: the launcher has no command {arguments[0]}")
        elif arguments[0] in {"rpc", "eval", "ping", "health", "stop", "pid", "restart"}:
            check_options(page, arguments[1:], options["launcher"], shown)


def split_commands(line):
    words = shlex.split(line, comments=True)
    command = []
    for word in words + [";"]:
        if word in {";", "&&", "||", "|", "&", "do"} or word.endswith(";"):
            if word.endswith(";") and word != ";":
                command.append(word[:-1])
            while command and re.fullmatch(r"\w+=.*", command[0], re.S):
                command.pop(0)
            if command:
                yield command
            command = []
        else:
            command.append(word)


def slug(heading):
    text = re.sub(r"[`*]|\[([^]]*)\]\([^)]*\)", r"\1", heading.strip().lower())
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


for page, text in content.items():
    for block in re.findall(r"^```console\n(.*?)^```", text, re.M | re.S):
        for line in re.findall(r"^\$ (.*(?:(?<=\\)\n.*)*)", block, re.M):
            for command in split_commands(line.replace("\\\n", " ")):
                check_command(page, command)
    prose = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    for code in re.findall(r"`([^`]+)`", prose):
        code = " ".join(code.split()).replace("\\|", "|")
        if not re.match(r"(slipway|bin/\w+|_build/\S+/bin/\w+) ", code):
            continue
        code = re.sub(r"\[[^]]*\]|\.\.\.", "", code) if '"' not in code else code
        for command in split_commands(code):
            check_command(page, command)
    for words in re.findall(r"\[(/app/bin/\w+(?:, [^\],]+)+)\]", text):
        check_command(page, [word.strip('" ') for word in words.split(",")])
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if re.match(r"[a-z]+:", target):
            continue
        counts["links"] += 1
        path, _, anchor = target.partition("#")
        other = os.path.normpath(os.path.join(os.path.dirname(page), path)) if path else page
        if not os.path.exists(other):
            complain(page, f"the link to {target} leads to no file")
        elif anchor:
            without_code = re.sub(r"^```.*?^```", "", open(other).read(), flags=re.M | re.S)
            if anchor not in {slug(heading) for heading in re.findall(r"^#+ (.*)", without_code, re.M)}:
                complain(page, f"the link to {target} leads to no heading")
print("looked at", counts["commands"], "commands and", counts["links"], "links")
END
}

found=$(check_docs "$REPO")
if (($(wc -l <<<"$found") > 1)); then
    printf '%s\n' "$found" >&2
    fail "the pages name what does not exist"
fi
read -r _ _ commands _ _ links _ <<<"$found"
((commands > 150 && links > 60)) || fail "too little was found: $found"

# Each slipway.toml, or part of one, by itself.
mkdir "$TEST_TMP/toml"
awk -v folder="$TEST_TMP/toml" '/^ *```toml$/ { inside = 1; count++; next } /^ *```$/ { inside = 0 }
    inside { print > sprintf("%s/%03d.toml", folder, count) }' "$REPO/README.md" "$REPO"/docs/*.md
(($(find "$TEST_TMP/toml" -name '*.toml' | wc -l) > 10)) || fail "too few settings were found"
cd "$TEST_TMP/bare"
for file in "$TEST_TMP"/toml/*.toml; do
    cp "$file" slipway.toml
    "$SLIPWAY" build --list >"$OUT" 2>"$ERR" || fail "a slipway.toml of the pages is refused: $(cat "$ERR" "$file")"
done
printf '[node]\nnmae = "x"\n' >slipway.toml
expect_exit 1 "$SLIPWAY" build --list

# It does see mistakes.
mkdir -p "$TEST_TMP/wrong/docs"
cat >"$TEST_TMP/wrong/README.md" <<'END'
[a page](docs/none.md), [a heading](#none), `slipway relaese`, `bin/app stop --now`

```console
$ MIX_ENV=prod slipway release --fast | cat
$ _build/prod/rel/app/bin/app strat
```
END
found=$(check_docs "$TEST_TMP/wrong")
for mistake in 'docs/none\.md leads to no file' '#none leads to no heading' 'no command relaese' 'no option --now' \
    'no option --fast' 'has no command strat'; do
    expect_contains "$found" "$mistake"
done
