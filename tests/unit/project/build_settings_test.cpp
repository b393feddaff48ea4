#include "project/build_settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "error_support.hpp"
#include "project/slipway_toml.hpp"

namespace slipway::project {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<BuildStep> steps_of(const std::string& run) {
  return parse_settings("[build]\nrun = " + run + "\n", "slipway.toml").build.steps.value();
}

std::string refusal(const std::string& run) {
  return error_of([&] { steps_of(run); });
}

TEST(BuildSettings, LeaveTheStepsToBeFound) {
  EXPECT_FALSE(parse_settings("", "slipway.toml").build.steps.has_value());
  EXPECT_FALSE(parse_settings("[build]\n", "slipway.toml").build.steps.has_value());
  EXPECT_TRUE(steps_of("[]").empty());
}

TEST(BuildSettings, TakeCommandLinesAndWords) {
  const auto steps = steps_of(R"(["NODE_ENV=production npm ci", ["sh", "-c", "a | b"]])");
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(title_of(steps[0]), "NODE_ENV=production npm ci");
  EXPECT_THAT(steps[1].command.words, ElementsAre("sh", "-c", "a | b"));
  EXPECT_FALSE(steps[1].knows_files);
}

TEST(BuildSettings, TakeStepsWithFiles) {
  const auto steps =
      steps_of(R"([{ run = "make", folder = "c_src", inputs = ["c_src"], outputs = ["priv/tool"] }])");
  ASSERT_EQ(steps.size(), 1u);
  EXPECT_EQ(title_of(steps[0]), "make in c_src");
  EXPECT_TRUE(steps[0].knows_files);
  EXPECT_THAT(steps[0].files.inputs, ElementsAre("c_src"));
  EXPECT_THAT(steps[0].files.outputs, ElementsAre("priv/tool"));
}

TEST(BuildSettings, RefuseTheBuildItselfAsAStep) {
  EXPECT_THAT(refusal(R"(["mix deps.get", "slipway build -t a:1"])"),
              HasSubstr("slipway.toml:2: [build] run has `slipway build`, which is what runs these steps"));
  EXPECT_EQ(steps_of(R"([{ run = "slipway build --no-image", folder = "other" }, "slipway assets"])").size(),
            2u);
}

TEST(BuildSettings, SayWhatIsNotUnderstood) {
  EXPECT_THAT(refusal("1"), HasSubstr("slipway.toml:2: [build] run must be an array of commands, not 1"));
  EXPECT_THAT(refusal("[1]"), HasSubstr("must be \"mix deps.get\""));
  EXPECT_THAT(refusal("[[]]"), HasSubstr("must be \"mix deps.get\""));
  EXPECT_THAT(refusal(R"([["", "a"]])"), HasSubstr("the program of a step of [build] is empty"));
  EXPECT_THAT(refusal(R"(["a | b"])"), HasSubstr("\"|\" needs a shell"));
  EXPECT_THAT(refusal(R"(["a\u0000b"])"), HasSubstr("NUL"));
  EXPECT_THAT(refusal(R"([{ inputs = ["a"] }])"), HasSubstr("has no run"));
  EXPECT_THAT(refusal(R"([{ run = "a", input = ["a"] }])"), HasSubstr("did you mean inputs?"));
  EXPECT_THAT(refusal(R"([{ run = "a", outputs = ["a"] }])"), HasSubstr("has outputs but no inputs"));
  EXPECT_THAT(refusal(R"([{ run = "a", inputs = "a" }])"), HasSubstr("must be an array of paths"));
  EXPECT_THAT(refusal(R"([{ run = "a", inputs = [""] }])"), HasSubstr("has an empty path"));
  EXPECT_THAT(error_of([] { parse_settings("[build]\nsteps = []", "slipway.toml"); }),
              HasSubstr("[build] has no setting \"steps\"; it has run"));
}

}  // namespace
}  // namespace slipway::project
