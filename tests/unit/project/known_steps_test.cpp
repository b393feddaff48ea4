#include "project/known_steps.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "error_support.hpp"
#include "project/step_files.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::project {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Not;

constexpr std::string_view kAliases = R"(
  defp aliases do
    [
      "assets.setup": ["tailwind.install --if-missing", "esbuild.install --if-missing"],
      "assets.deploy": ["tailwind shop --minify", "esbuild shop --minify", "phx.digest"]
    ]
  end
)";
constexpr std::string_view kPackage =
    R"({"devDependencies": {"esbuild": "1"}, "scripts": {"deploy": "esbuild"}})";

std::vector<std::string> titles(const TemporaryFolder& project) {
  std::vector<std::string> titles;
  for (const BuildStep& step : find_build_steps(project.path(), "prod")) titles.push_back(title_of(step));
  return titles;
}

BuildStep known(const std::string& command, const TemporaryFolder& project, const std::string& folder = "") {
  BuildStep step{.command = split_command(command), .folder = folder};
  add_known_files(step, project.path());
  return step;
}

TEST(BuildSteps, OfAPlainProjectFetchItsDependencies) {
  TemporaryFolder project;
  project.write("mix.exs", "");
  EXPECT_THAT(titles(project), ElementsAre("mix deps.get --only prod"));
}

TEST(BuildSteps, InstallTheToolsThatTheLockFileNeeds) {
  TemporaryFolder project;
  project.write("mix.exs", "");
  project.write("mix.lock", R"(%{"jason": {:hex, :jason, "1.4.1", "fbb", [:mix], [], "hexpm", "fbb"},
    "ranch": {:hex, :ranch, "1.8.0", "8c7", [:make, :rebar3], [], "hexpm", "49f"}})");
  EXPECT_THAT(titles(project),
              ElementsAre("mix local.hex --if-missing --force", "mix local.rebar --if-missing --force",
                          "mix deps.get --only prod"));
}

TEST(BuildSteps, OfPhoenixRunItsAliases) {
  TemporaryFolder project;
  project.write("mix.exs", kAliases);
  EXPECT_THAT(titles(project),
              ElementsAre("mix deps.get --only prod", "mix assets.setup", "mix do compile + assets.deploy"));
}

TEST(BuildSteps, DoNotRunAliasesInComments) {
  TemporaryFolder project;
  project.write("mix.exs", "  # \"assets.deploy\": []\n");
  EXPECT_THAT(titles(project), ElementsAre("mix deps.get --only prod"));
}

TEST(BuildSteps, RunNpmAndDigest) {
  TemporaryFolder project;
  project.write("mix.exs", "");
  project.write("assets/package.json", kPackage);
  project.write("assets/package-lock.json", "{}");
  EXPECT_THAT(titles(project), ElementsAre("mix deps.get --only prod", "npm ci in assets",
                                           "npm run deploy in assets", "slipway assets"));
}

TEST(BuildSteps, RunThePackageManagerOfTheLockFile) {
  for (const auto& [lock, install] : {std::pair{"yarn.lock", "yarn install --frozen-lockfile in assets"},
                                      {"pnpm-lock.yaml", "pnpm install --frozen-lockfile in assets"},
                                      {"none", "npm install in assets"}}) {
    TemporaryFolder project;
    project.write("mix.exs", kAliases);
    project.write("assets/package.json", kPackage);
    project.write(std::string("assets/") + lock, "");
    EXPECT_THAT(titles(project), Contains(install));
  }
}

TEST(BuildSteps, LeaveNpmToAnAliasThatCallsIt) {
  TemporaryFolder project;
  project.write("mix.exs", R"(["assets.deploy": ["cmd --cd assets npm ci", "phx.digest"]])");
  project.write("assets/package.json", kPackage);
  EXPECT_THAT(titles(project), ElementsAre("mix deps.get --only prod", "mix do compile + assets.deploy"));
}

TEST(BuildSteps, BuildWhereThereIsNoDeploy) {
  TemporaryFolder project;
  project.write("mix.exs", "");
  project.write("package.json", R"({"scripts": {"build": "vite build"}})");
  EXPECT_THAT(titles(project), ElementsAre("mix deps.get --only prod", "npm run build", "slipway assets"));
}

TEST(BuildSteps, DigestWhereAManifestIsExpected) {
  TemporaryFolder project;
  project.write("mix.exs", "");
  project.write("config/prod.exs",
                "config :shop, Web, cache_static_manifest: \"priv/static/cache_manifest.json\"");
  EXPECT_THAT(titles(project), Not(Contains("slipway assets"))) << "there is no folder priv/static";
  project.write("priv/static/robots.txt", "");
  EXPECT_THAT(titles(project), Contains("slipway assets"));
}

TEST(BuildSteps, OfAnUmbrellaAreThoseOfItsApplications) {
  TemporaryFolder project;
  project.write("mix.exs", "apps_path: \"apps\",");
  project.write("apps/shop/mix.exs", "");
  project.write("apps/shop_web/mix.exs", kAliases);
  project.write("apps/README.md", "");
  EXPECT_THAT(titles(project), ElementsAre("mix deps.get --only prod", "mix assets.setup in apps/shop_web",
                                           "mix do compile + assets.deploy in apps/shop_web"));
}

TEST(BuildSteps, RefuseAPackageThatIsNone) {
  TemporaryFolder project;
  project.write("mix.exs", "");
  project.write("assets/package.json", "{");
  EXPECT_THAT(error_of([&] { find_build_steps(project.path(), "prod"); }),
              testing::HasSubstr("package.json"));
}

TEST(BuildSteps, KnowTheFilesOfWellKnownCommands) {
  TemporaryFolder project;
  project.write("assets/app.css", "body {}");
  EXPECT_THAT(known("mix deps.get --only prod", project).files.inputs, Contains("mix.lock"));
  EXPECT_THAT(known("npm ci --prefix assets", project).files.inputs, Contains("assets/package-lock.json"));
  EXPECT_THAT(known("npm ci", project, "assets").files.inputs, Contains("assets/package-lock.json"));
  EXPECT_THAT(known("npm run deploy --prefix=assets", project).files.outputs, ElementsAre("priv/static"));
  EXPECT_THAT(known("yarn --cwd assets run build", project).files.inputs, Contains("assets"));
  EXPECT_THAT(known("mix assets.deploy", project).files.inputs, Contains("lib"));
  EXPECT_FALSE(known("make", project).knows_files);
  EXPECT_FALSE(known("mix gettext.extract", project).knows_files);
  EXPECT_FALSE(known("npm test", project).knows_files);
}

TEST(BuildSteps, ReadSourcesWhereTheAssetsDo) {
  TemporaryFolder project;
  project.write("assets/node_modules/tailwindcss/index.js", "tailwind");
  project.write("assets/app.css", "body {}");
  EXPECT_THAT(known("npm run deploy", project, "assets").files.inputs, Not(Contains("lib")));
  project.write("assets/app.css", "@import \"tailwindcss\";");
  EXPECT_THAT(known("npm run deploy", project, "assets").files.inputs, Contains("lib"));
}

}  // namespace
}  // namespace slipway::project
