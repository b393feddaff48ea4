#!/usr/bin/env bash
# [commands] of slipway.toml are commands of bin/NAME: one step takes arguments, several run up to the first that fails.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
cat >slipway.toml <<'END'
[commands]
greet = ["eval", "IO.puts(\"hello #{Enum.join(System.argv(), \" and \")}\"); Bare.env(\"RELEASE_COMMAND\")"]
shout = ["sh", "-c", "echo \"$$0 $$RELEASE_COMMAND $$1\"; cat", "${VOICE:-loud}"]
both = [["greet"], ["shout"], ["printf", "%s\n", "done"]]
breaks = [["shout"], ["sh", "-c", "exit 4"], ["shout"]]
count = ["rpc", "Bare.count()"]
missing = ["no-such-program"]
END
release=$(slipway_release "$PWD")
bare=$release/bin/bare

expect_exit 0 "$bare" help
expect_contains "$OUT" '^Commands of this release:$'
expect_contains "$OUT" '^  both                greet, then 2 more$'
expect_contains "$OUT" '^  count               rpc '"'Bare.count\(\)'"'$'
expect_exit 0 "$bare" greet you me
expect_equal 'hello you and me
"eval"' "$(<"$OUT")" "output of greet"
expect_exit 0 sh -c "echo input | VOICE=soft '$bare' shout it"
expect_equal 'soft shout it
input' "$(<"$OUT")" "output of shout"
expect_exit 0 "$bare" both
expect_equal 'hello 
"eval"
loud shout 
done' "$(<"$OUT")" "output of both"
expect_exit 1 "$bare" both and
expect_contains "$ERR" '^ERROR: "both" takes no arguments, because it runs 3 steps; seen: and$'
expect_exit 4 "$bare" breaks
expect_equal 'loud shout ' "$(<"$OUT")" "output of breaks"
expect_contains "$ERR" "^ERROR: step 2 of \"breaks\" failed: sh -c 'exit 4' exited with status 4$"
expect_exit 1 "$bare" missing
expect_contains "$ERR" '^ERROR: there is no program "no-such-program" in PATH, and no command of that name$'
expect_exit 1 "$bare" gret
expect_contains "$ERR" '^ERROR: unknown command "gret"; did you mean "greet"\?$'

# env.sh and [env] come first, as for every command.
printf 'VOICE=hoarse\nexport VOICE\n' >>"$release/releases/0.1.0/env.sh"
expect_exit 0 "$bare" shout
expect_equal 'hoarse shout ' "$(<"$OUT")" "output with env.sh"

start_release "$release"
expect_exit 0 "$bare" count
stop_release
expect_exit 1 "$bare" count
