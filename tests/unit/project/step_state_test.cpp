#include "project/step_state.hpp"

#include <gtest/gtest.h>

#include "temporary_folder_support.hpp"

namespace slipway::project {
namespace {

namespace fs = std::filesystem;

BuildStep step_of(StepFiles files) {
  return {.command = split_command("sh -c true"), .knows_files = true, .files = std::move(files)};
}

class StepState : public testing::Test {
 protected:
  StepState() {
    project_.write("src/a.js", "a");
    project_.write("src/deep/b.js", "b");
    project_.write("out/a.js", "a");
  }

  std::uint64_t inputs(StepFiles files) const {
    return hash_of_inputs(step_of(std::move(files)), project_.path());
  }
  std::uint64_t outputs(StepFiles files) const {
    return hash_of_outputs(step_of(std::move(files)), project_.path());
  }

  TemporaryFolder project_;
};

TEST_F(StepState, IsTheSameWhereNothingChanged) {
  const std::uint64_t before = inputs({.inputs = {"src"}});
  project_.write("src/a.js", "a");
  EXPECT_EQ(inputs({.inputs = {"src"}}), before);
}

TEST_F(StepState, ChangesWithContentNamesAndModes) {
  const std::uint64_t before = inputs({.inputs = {"src"}});
  project_.write("src/deep/b.js", "c");
  const std::uint64_t content = inputs({.inputs = {"src"}});
  EXPECT_NE(content, before);
  fs::rename(project_ / "src/a.js", project_ / "src/c.js");
  const std::uint64_t name = inputs({.inputs = {"src"}});
  EXPECT_NE(name, content);
  fs::permissions(project_ / "src/c.js", fs::perms::owner_all);
  const std::uint64_t mode = inputs({.inputs = {"src"}});
  EXPECT_NE(mode, name);
  fs::create_directory(project_ / "src/empty");
  EXPECT_NE(inputs({.inputs = {"src"}}), mode);
}

TEST_F(StepState, ChangesWithTheCommandAndTheEnvironment) {
  BuildStep step = step_of({});
  const std::uint64_t before = hash_of_inputs(step, project_.path());
  step.command.words.emplace_back("more");
  const std::uint64_t command = hash_of_inputs(step, project_.path());
  EXPECT_NE(command, before);
  ::setenv("SLIPWAY_TEST_OF_STEPS", "1", 1);
  EXPECT_NE(hash_of_inputs(step, project_.path()), command);
  ::unsetenv("SLIPWAY_TEST_OF_STEPS");
  EXPECT_EQ(hash_of_inputs(step, project_.path()), command);
}

TEST_F(StepState, LeavesOutWhatToolsFillAndWhatTheStepWrites) {
  const std::uint64_t before = inputs({.inputs = {"."}, .outputs = {"out"}});
  project_.write("node_modules/x/index.js", "");
  project_.write("_build/prod/x", "");
  project_.write("out/new.js", "");
  EXPECT_EQ(inputs({.inputs = {"."}, .outputs = {"out"}}), before);
  EXPECT_NE(outputs({.outputs = {"out"}}), outputs({.outputs = {"src"}}));
}

TEST_F(StepState, TellsWhetherAFileIsThere) {
  const std::uint64_t before = inputs({.inputs = {"src/new"}});
  project_.write("src/new", "");
  EXPECT_NE(inputs({.inputs = {"src/new"}}), before);
}

TEST_F(StepState, TakesPatterns) {
  const std::uint64_t before = inputs({.inputs = {"src/*.js"}});
  project_.write("src/new.css", "");
  EXPECT_EQ(inputs({.inputs = {"src/*.js"}}), before);
  project_.write("src/new.js", "");
  EXPECT_NE(inputs({.inputs = {"src/*.js"}}), before);
}

TEST_F(StepState, OfAListingIsItsNames) {
  const std::uint64_t before = outputs({.listings = {"src"}});
  project_.write("src/a.js", "other");
  EXPECT_EQ(outputs({.listings = {"src"}}), before);
  project_.write("src/new.js", "");
  EXPECT_NE(outputs({.listings = {"src"}}), before);
  EXPECT_NE(outputs({.listings = {"nowhere"}}), outputs({}));
}

TEST_F(StepState, FollowsLinksOnce) {
  fs::create_directory_symlink(project_ / "src", project_ / "src/again");
  const std::uint64_t before = inputs({.inputs = {"src"}});
  fs::create_directory_symlink(project_ / "out", project_ / "src/out");
  const std::uint64_t linked = inputs({.inputs = {"src"}});
  EXPECT_NE(linked, before);
  project_.write("out/a.js", "changed");
  EXPECT_NE(inputs({.inputs = {"src"}}), linked);
}

}  // namespace
}  // namespace slipway::project
