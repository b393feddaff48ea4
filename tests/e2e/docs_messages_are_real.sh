#!/usr/bin/env bash
# The messages that docs/troubleshooting.md explains are those that the sources have: a message that was changed there is
# looked for in vain here.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

# check_messages PAGE: prints the parts of messages that no source has, and then how many were looked at.
check_messages() {
    python3 - "$REPO" "$1" <<'END'
import glob, re, sys

root, page = sys.argv[1:]
sources = ""
for pattern in ("src/**/*.cpp", "src/**/*.hpp", "probe/*.exs"):
    for path in glob.glob(f"{root}/{pattern}", recursive=True):
        text = open(path).read()
        # Texts that are written in several pieces, one a line, are one.
        text = re.sub(r'(?<!\\)"\s*(?:<>)?\s+R?"', "", text)
        sources += text.replace('\\"', '"') + "\n"

parts = 0
for line in open(page):
    if not line.startswith("| `"):
        continue
    cell = re.split(r"(?<!\\)\|", line)[1]
    # What others say is marked with their names.
    if re.search(r"\((Elixir|Phoenix|OTP|Mix|Linux|Docker|podman|log|the loader|warning|Docker before 23)\)", cell):
        continue
    for message in re.findall(r"``? ?(.*?) ?``?(?!`)", cell):
        for part in message.replace("\\|", "|").split("..."):
            part = part.strip()
            if len(part) > 3:
                parts += 1
                if part not in sources:
                    print(f"no source says: {part}")
print("looked at", parts, "parts")
END
}

found=$(check_messages "$REPO/docs/troubleshooting.md")
if (($(wc -l <<<"$found") > 1)); then
    printf '%s\n' "$found" >&2
    fail "the page explains messages that do not exist"
fi
read -r _ _ parts _ <<<"$found"
((parts > 150)) || fail "too little was found: $found"

# It does see mistakes.
cat >"$TEST_TMP/page.md" <<'END'
| `the moon is ... full` | | |
END
expect_contains "$(check_messages "$TEST_TMP/page.md")" '^no source says: the moon is$'
