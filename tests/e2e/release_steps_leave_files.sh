#!/usr/bin/env bash
# Files that functions behind :assemble add belong to the release: they go when a later build adds them no more. What a
# running node or the user adds does not.
# labels: e2e

# shellcheck source=tests/e2e/lib.sh
source "$REPO/tests/e2e/lib.sh"

e2e_need_slipway
copy_fixture bare "$TEST_TMP/bare"
cd "$TEST_TMP/bare"
# A function may add others to the steps that follow.
add_project_option . 'releases: [bare: [steps: [&__MODULE__.plan/1, :assemble]]]'
sed -i 's/^  def application do/  def plan(release), do: %{release | steps: release.steps ++ [\&add\/1]}\n\n  def add(%{steps: []} = release) do\n    for path <- ["added\/one", "tmp\/pipe", "bin\/tool"] do\n      path = Path.join(release.path, path)\n      File.mkdir_p!(Path.dirname(path))\n      File.write!(path, "added")\n    end\n\n    release\n  end\n\n&/' mix.exs
release=$(slipway_release "$PWD")
expect_equal added "$(<"$release/added/one")" "the file of the step"
echo mine >"$release/mine"
before=$(tree_state "$release")
slipway_release "$PWD" >/dev/null
expect_equal "$before" "$(tree_state "$release")" "the release that was built again"

sed -i 's/"added\/one", //; s/, "bin\/tool"//' mix.exs
slipway_release "$PWD" >/dev/null
[[ ! -e $release/added && ! -e $release/bin/tool ]] || fail "files of steps that are gone stay"
[[ -e $release/mine && -e $release/tmp/pipe ]] || fail "a file that is not ours has gone"
