#include "project/check_settings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "corpus_support.hpp"
#include "project/slipway_toml.hpp"

namespace slipway::project {
namespace {

using testing::ElementsAre;

std::vector<std::string> left_of(const std::vector<CheckFinding>& findings, const CheckSettings& settings) {
  std::vector<std::string> paths;
  for (const CheckFinding& finding : without_ignored(findings, settings)) paths.push_back(finding.path);
  return paths;
}

TEST(CheckSettings, IgnoreARuleEverywhereOrInSomePaths) {
  const Settings settings = parse_settings(corpus_file("slipway_toml/good_check.toml"), "FILE");
  EXPECT_TRUE(settings.check.is_strict);
  const std::vector<CheckFinding> findings = {
      {.rule = "releases_exs", .path = "config/releases.exs"},
      {.rule = "compile_time_read", .path = "lib/old/deep/a.ex"},
      {.rule = "mix_at_run_time", .path = "lib/old/a.ex"},
      {.rule = "compile_time_read", .path = "lib/new.ex"},
  };
  EXPECT_THAT(left_of(findings, settings.check), ElementsAre("lib/old/a.ex", "lib/new.ex"));
  EXPECT_EQ(left_of(findings, {}).size(), findings.size());
}

}  // namespace
}  // namespace slipway::project
