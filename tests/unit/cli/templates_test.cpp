#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "cli/embedded.hpp"
#include "project/slipway_toml.hpp"

namespace slipway::cli {
namespace {

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  std::istringstream stream{std::string(text)};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(Templates, OfSettingsSetNothing) {
  const project::Settings settings =
      project::parse_settings(embedded_template_slipway_toml(), "slipway.toml");
  EXPECT_FALSE(settings.node.name || settings.node.distribution || settings.node.port);
  EXPECT_TRUE(settings.environment.empty());
}

TEST(Templates, OfSettingsAreRightWhereTheirExamplesAreTaken) {
  std::string taken;
  for (const std::string& line : lines_of(embedded_template_slipway_toml())) {
    taken += std::regex_replace(line, std::regex("^# (\\w+ = .*)"), "$1") + "\n";
  }
  const project::Settings settings = project::parse_settings(taken, "slipway.toml");
  EXPECT_EQ(settings.node.name, "${RELEASE_NAME}@${IP}");
  EXPECT_EQ(settings.node.distribution, "name");
  EXPECT_EQ(settings.node.port, 9100);
  EXPECT_EQ(settings.environment.size(), 2u);
}

TEST(Templates, OfVmArgumentsAndEnvScriptsAreCommentsAlone) {
  for (const std::string_view text :
       {embedded_template_vm_args(), embedded_template_remote_vm_args(), embedded_template_env_sh()}) {
    for (const std::string& line : lines_of(text)) EXPECT_TRUE(line.empty() || line[0] == '#') << line;
  }
}

TEST(Templates, FitTheLine) {
  for (const std::string_view text :
       {embedded_template_vm_args(), embedded_template_remote_vm_args(), embedded_template_env_sh(),
        embedded_template_env_bat(), embedded_template_slipway_toml(), embedded_template_service()}) {
    EXPECT_TRUE(text.ends_with('\n'));
    for (const std::string& line : lines_of(text)) EXPECT_LE(line.size(), 120u) << line;
  }
}

}  // namespace
}  // namespace slipway::cli
