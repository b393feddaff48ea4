#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/doctor_checks.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr CheckStatus kOk = CheckStatus::kOk;
constexpr CheckStatus kWarning = CheckStatus::kWarning;
constexpr CheckStatus kProblem = CheckStatus::kProblem;
constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20;

project::ElixirReport project_with(const std::vector<std::string>& releases) {
  project::ElixirReport report;
  report.project = project::ProjectReport();
  report.project->releases = releases;
  return report;
}

TEST(ProjectChecks, NameTheReleases) {
  project::ElixirReport report = project_with({});
  EXPECT_EQ(check_project(report).status, kProblem) << "the root of an umbrella";
  report.project->app = "shop";
  EXPECT_EQ(check_project(report).message, "release shop");
  EXPECT_EQ(check_project(project_with({"web"})).message, "release web");
  report = project_with({"web", "worker"});
  EXPECT_EQ(check_project(report).message,
            "releases web, worker; name one, `slipway release web`, or set :default_release");
  report.project->default_release = "worker";
  EXPECT_THAT(check_project(report).message, HasSubstr("`slipway release` makes worker"));
}

TEST(ProjectChecks, SayWhyMixExsCannotBeLoaded) {
  project::ElixirReport report;
  report.output = "** (SyntaxError) mix.exs:3";
  EXPECT_EQ(check_project(report).status, kProblem);
  EXPECT_THAT(check_project(report).message, HasSubstr("SyntaxError"));
}

TEST(ProjectChecks, AskForHexAndRebar3WherePackagesNeedThem) {
  project::ProjectReport project;
  EXPECT_EQ(check_package_tools(project).message, "not needed");
  project.hex_packages = {"bandit", "jason", "phoenix", "plug", "telemetry"};
  EXPECT_EQ(check_package_tools(project).status, kProblem);
  EXPECT_THAT(check_package_tools(project).message, HasSubstr("(bandit, jason, phoenix, and 2 more)"));
  project.has_hex = true;
  EXPECT_EQ(check_package_tools(project).status, kOk);
  project.rebar3_packages = {"telemetry"};
  EXPECT_EQ(check_package_tools(project).status, kOk) << "this Mix does not tell whether it has rebar3";
  project.has_rebar3 = false;
  EXPECT_EQ(check_package_tools(project).status, kProblem);
  EXPECT_THAT(check_package_tools(project).message, HasSubstr("`mix local.rebar --force`"));
  project.has_rebar3 = true;
  EXPECT_EQ(check_package_tools(project).status, kOk);
}

TEST(ProjectChecks, PassOnWhatMixSaysAboutDependencies) {
  project::ProjectReport project;
  EXPECT_EQ(check_dependencies(project).status, kWarning);
  project.dependency_problem = "";
  EXPECT_EQ(check_dependencies(project).status, kOk);
  project.dependency_problem = "* jason (Hex package)";
  EXPECT_EQ(check_dependencies(project).status, kProblem);
  EXPECT_THAT(check_dependencies(project).message, HasSubstr("* jason (Hex package)"));
}

TEST(ProjectChecks, ReadTheSettings) {
  const TemporaryFolder folder;
  EXPECT_EQ(check_settings(folder.path()).status, kOk);
  folder.write("slipway.toml", "[node]\nport = 0\n");
  EXPECT_EQ(check_settings(folder.path()).status, kProblem);
  EXPECT_THAT(check_settings(folder.path()).message, HasSubstr("slipway.toml:2: "));
  folder.write("slipway.toml", "[node]\nport = 9100\n");
  EXPECT_EQ(check_settings(folder.path()).message, "valid");
}

TEST(ProjectChecks, FindTemplatesAndThoseThatAreCalledWrongly) {
  const TemporaryFolder folder;
  EXPECT_THAT(check_templates(folder.path(), {}).message, HasSubstr("none"));
  folder.write("rel/vm.args.eex", "");
  folder.write("rel/env.sh.eex", "");
  EXPECT_EQ(check_templates(folder.path(), {}).message, "rel/vm.args.eex, rel/env.sh.eex");
  EXPECT_THAT(check_templates(folder.path(), {"deploy"}).message, HasSubstr("none"));
  folder.write("deploy/env.sh", "");
  EXPECT_EQ(check_templates(folder.path(), {"deploy"}).status, kWarning);
  EXPECT_THAT(check_templates(folder.path(), {"deploy"}).message, HasSubstr("deploy/env.sh is not used"));
  folder.write("rel/env.sh", "what a template has made, perhaps");
  EXPECT_EQ(check_templates(folder.path(), {}).status, kOk);
}

TEST(ProjectChecks, TellWhenTheConfigurationIsMade) {
  const TemporaryFolder folder;
  EXPECT_THAT(check_runtime_configuration(folder.path()).message, HasSubstr("no config/runtime.exs"));
  folder.write("config/runtime.exs", "");
  EXPECT_THAT(check_runtime_configuration(folder.path()).message, HasSubstr("at each start"));
}

TEST(ProjectChecks, AskForNodeWhereAssetsNeedIt) {
  const TemporaryFolder folder;
  const std::string path = "/nowhere:" + (folder / "bin").string();
  EXPECT_FALSE(check_assets(folder.path(), path));
  folder.write("assets/package.json", "{}");
  folder.write("bin/node", "");
  folder.write("bin/npm", "");
  fs::permissions(folder / "bin/node", fs::perms::owner_all);
  ASSERT_TRUE(check_assets(folder.path(), path));
  EXPECT_EQ(check_assets(folder.path(), path)->status, kWarning);
  EXPECT_THAT(check_assets(folder.path(), path)->message, HasSubstr("needs npm, not in PATH"));
  fs::permissions(folder / "bin/npm", fs::perms::owner_all);
  EXPECT_EQ(check_assets(folder.path(), path)->status, kOk);
}

TEST(ProjectChecks, WantRoomToWriteAndToStartReleases) {
  EXPECT_EQ(check_build_folder({.free_bytes = 501 * kMebibyte}).message, "501 MB free");
  EXPECT_EQ(check_build_folder({.free_bytes = 499 * kMebibyte}).status, kWarning);
  EXPECT_EQ(check_build_folder({.free_bytes = 99 * kMebibyte}).status, kProblem);
  EXPECT_EQ(check_build_folder({.free_bytes = 0, .writable = false}).status, kProblem);
  const CheckResult noexec = check_build_folder({.free_bytes = 501 * kMebibyte, .executable = false});
  EXPECT_EQ(noexec.status, kWarning);
  EXPECT_THAT(noexec.message, HasSubstr("noexec"));
}

TEST(ProjectChecks, LookAtTheFileSystemOfTheProject) {
  const TemporaryFolder folder;
  EXPECT_GT(space_of(folder.path()).free_bytes, 0u);
  EXPECT_TRUE(space_of(folder.path()).writable);
}

}  // namespace
}  // namespace slipway::cli
