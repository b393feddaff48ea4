#!/usr/bin/env bash
# Writes references.golden: what skopeo (containers/image, which uses Docker's own parser) makes of the references in
# references.txt. A reference with a tag or without becomes the name in a Docker archive, which is the full one; of one with
# a digest, which no such archive takes, it is only seen whether it is refused.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
umoci init --layout "$work/layout"
umoci new --image "$work/layout:a"
while IFS= read -r reference; do
    rm -f "$work/a.tar"
    if [[ $reference == *@* ]]; then
        # Nothing listens on port 1 of this machine: a reference that is accepted fails later.
        output=$(skopeo inspect "docker://$reference" 2>&1 || true)
        if grep -qi 'invalid reference\|invalid checksum\|unsupported digest\|invalid image name' <<<"$output"; then
            printf '%s\trefused\n' "$reference"
        else
            printf '%s\taccepted\n' "$reference"
        fi
    elif skopeo copy "oci:$work/layout:a" "docker-archive:$work/a.tar:$reference" >"$work/log" 2>&1; then
        printf '%s\t%s\n' "$reference" "$(tar -xOf "$work/a.tar" manifest.json | jq -r '.[0].RepoTags[0]')"
    else
        printf '%s\trefused\n' "$reference"
    fi
done <references.txt >references.golden
