#!/usr/bin/env bash
# `slipway build` runs the steps of slipway.toml, skips those whose files are as they were, and shows what a step printed
# when it fails.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
mkdir assets
echo 'body {}' >assets/app.css
cat >slipway.toml <<'END'
[build]
run = [
  { run = ["sh", "-c", "echo ran >>../log; mkdir -p ../priv/static; cp app.css ../priv/static/"], folder = "assets", inputs = ["assets"], outputs = ["priv/static"] },
  "slipway assets",
  "NAME=value sh -c 'echo \"$NAME $MIX_ENV\" >>always'",
]
END

build() { expect_exit 0 "$SLIPWAY" build --no-image "$@"; }

build --list
expect_equal 'slipway assets|slipway release' "$(grep '^slipway' "$OUT" | paste -sd '|')" "own steps of the list"
[[ ! -e log ]] || fail "a step was run"
build
expect_equal ran "$(<log)" "runs of the first step"
expect_equal 'value prod' "$(<always)" "the environment of a step"
build
expect_contains "$OUT" '^\* sh -c .* in assets: unchanged$'
expect_contains "$OUT" '^\* slipway assets: unchanged$'
expect_equal ran "$(<log)" "runs of the first step"
expect_equal 2 "$(wc -l <always)" "runs of a step of which nothing is known"

# The image, which stands in the release's neighbourhood, is no reason to assemble the release again; nor is the release
# that was made for the build one to make another for the image.
build_image() {
    strace -f -qq -e trace=execve -o "$TEST_TMP/execs" "$SLIPWAY" build >"$OUT" 2>"$ERR" || fail "the build failed"
    grep -c 'beam\.smp' "$TEST_TMP/execs" || true
}
# What was written in the moment before a run is not believed.
for _ in 1 2 3; do
    vms=$(build_image)
    ((vms > 0)) || break
    sleep 0.05
done
expect_equal 0 "$vms" "VMs that were started where nothing has changed"
echo '# changed' >>lib/bare.ex
sleep 0.05
expect_equal 1 "$(build_image)" "VMs that were started after a change"
expect_exit 0 env MIX_ENV=prod "$SLIPWAY" release
expect_contains "$OUT" '^Nothing has changed: bare-0\.1\.0'

# Each of these is a reason to run again: an input, an output, the environment, the wish.
echo 'a {}' >>assets/app.css && build
expect_equal 2 "$(wc -l <log)" "runs after an input changed"
rm priv/static/app.css && build
expect_equal 3 "$(wc -l <log)" "runs after an output went"
ANOTHER=variable build
expect_equal 4 "$(wc -l <log)" "runs in another environment"
build --no-cache
expect_equal 5 "$(wc -l <log)" "runs without the cache"

# Events for machines.
build --json
jq --exit-status --slurp 'map(.event) | index("unchanged") != null and index("finished") != null' "$OUT" >/dev/null
jq --exit-status --slurp '.[-1] | .step == "slipway release" and .result.name == "bare"' "$OUT" >/dev/null

# A step that fails shows what it said, and nothing comes behind it.
cat >slipway.toml <<'END'
[build]
run = ["sh -c 'echo what went wrong; exit 3'", "touch behind"]
END
expect_exit 1 "$SLIPWAY" build
expect_contains "$OUT" '^\* sh -c .*: exited with status 3 after'
expect_contains "$ERR" '^what went wrong$'
expect_contains "$ERR" 'the step .sh -c .* exited with status 3$'
[[ ! -e behind ]] || fail "the next step was run"

# No step waits for an answer, and a program that is missing is named.
printf '[build]\nrun = ["cat"]\n' >slipway.toml
expect_exit 0 "$SLIPWAY" build --no-image
printf '[build]\nrun = ["no-such-program --flag"]\n' >slipway.toml
expect_exit 1 "$SLIPWAY" build
expect_contains "$ERR" 'needs no-such-program, which is not in PATH'
expect_exit 2 "$SLIPWAY" build --no-image -t bare:1
