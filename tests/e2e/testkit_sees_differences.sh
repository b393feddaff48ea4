#!/usr/bin/env bash
# The comparison of releases sees every kind of difference; without this, its silence would mean nothing.
# labels: e2e slow

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

release=$(cached_slipway_release included_apps)
changed=$TEST_TMP/changed

# sees PATTERN COMMAND...: runs the command in a copy of the release and expects a line of the comparison.
sees() {
    local pattern=$1
    shift
    rm -rf "$changed"
    cp -a "$release" "$changed"
    (cd "$changed" && "$@")
    expect_exit 1 testkit compare-release --templates "$REPO/tests/fixtures/included_apps/rel" "$release" "$changed"
    expect_contains "$OUT" "$pattern"
}

version=releases/1.2.3
beam=lib/fleet-1.2.3/ebin/Elixir.Fleet.beam

# Nothing but the manifest, which lists what isn't there any more or not yet, differs in both of these.
rm -rf "$changed"
cp -a "$release" "$changed"
expect_exit 0 testkit compare-release "$release" "$changed"
rm "$changed/HARBOURS"
touch "$changed/new"
expect_exit 1 testkit compare-release "$release" "$changed"
expect_contains "$OUT" '^HARBOURS: missing: a file$'
expect_contains "$OUT" '^new: extra: a file$'
expect_contains "$OUT" 'slipway.manifest: broken: .* is wrong about HARBOURS, new$'

sees '^lib: permissions: 0755 became 0700$' chmod 0700 lib
sees '^HARBOURS: type: a file became a link$' ln -sf share HARBOURS
sees '^bin/fleet: broken: bin/fleet is no ELF file$' cp HARBOURS bin/fleet
sees '^releases/COOKIE: broken' truncate -s 0 releases/COOKIE
sees "^$version/launch.term: broken" truncate -s 10 "$version/launch.term"
sees "^$version/sys.config: content: item 1, .*\`2\` became \`3\`" \
    sed -i 's/integers,\[0,-1,/integers,[0,-1,/; s/{3,three}/{3,three}/; s/<<"string">> => 2/<<"string">> => 3/' \
    "$version/sys.config"
sees "^$version/sys.config: content: only one of the files holds RUNTIME_CONFIG=true$" \
    sed -i 's/RUNTIME_CONFIG=false/RUNTIME_CONFIG=true/' "$version/sys.config"
sees "^$version/vm.args: content: " sed -i 's/^## The flags/## Flags/' "$version/vm.args"
sees "^$version/start.boot: broken: " truncate -s -1 "$version/start.boot"
sees "^$version/start.script: content: .*\`temporary\` became \`transient\`" \
    sed -i 's/temporary/transient/' "$version/start.script"
sees "^$beam: content: the chunks .* became " sed -i 's/Line/Lyne/' "$beam"
sees "^$beam: content: chunk AtU8: " sed -i 's/Elixir.Fleet/Elixir.Flott/' "$beam"
sees '^lib/tender-0.1.0/ebin/tender.app: content: .*.48. became .49.' \
    sed -i 's/{vsn,"0.1.0"}/{vsn,"0.1.1"}/' lib/tender-0.1.0/ebin/tender.app
