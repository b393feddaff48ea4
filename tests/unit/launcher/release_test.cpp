#include "launcher/release.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/error.hpp"
#include "base/files.hpp"

namespace slipway::launcher {
namespace {

namespace fs = std::filesystem;

class ReleaseFolder : public testing::Test {
 protected:
  ReleaseFolder() {
    std::string pattern = (fs::temp_directory_path() / "slipway-release-XXXXXX").string();
    root_ = ::mkdtemp(pattern.data());
  }
  ~ReleaseFolder() override { fs::remove_all(root_); }

  void write(const std::string& path, const std::string& text) {
    fs::create_directories((root_ / path).parent_path());
    create_file(root_ / path, text, 0644);
  }
  void write_version(const std::string& version) {
    write("releases/" + version + "/launch.term", "{launch_plan,1,#{name => <<\"shop\">>, version => <<\"" +
                                                      version +
                                                      "\">>, erts => <<\"13.1.5\">>, commands => #{}}}.");
  }
  std::string refusal(const Environment& environment = {}) {
    try {
      open_release(root_, environment);
    } catch (const Error& error) {
      return error.message();
    }
    return "";
  }

  fs::path root_;
};

TEST_F(ReleaseFolder, StartsTheVersionOfStartErlData) {
  write("releases/start_erl.data", "13.1.5 0.2.0");
  write_version("0.2.0");
  const Release release = open_release(root_, {});
  EXPECT_EQ(release.version, "0.2.0");
  EXPECT_EQ(release.version_dir, root_ / "releases/0.2.0");
  EXPECT_EQ(release.erts_bin(), root_ / "erts-13.1.5/bin");
}

TEST_F(ReleaseFolder, StartsTheVersionOfTheEnvironmentBeforeThat) {
  write_version("0.1.0");
  EXPECT_EQ(open_release(root_, Environment({"RELEASE_VSN=0.1.0"})).version, "0.1.0");
}

TEST_F(ReleaseFolder, WithoutStartErlDataIsNone) {
  EXPECT_NE(refusal().find("releases/start_erl.data is missing"), std::string::npos);
}

TEST_F(ReleaseFolder, WithAVersionThatIsNotThereIsRefused) {
  write("releases/start_erl.data", "13.1.5 0.3.0\n");
  EXPECT_NE(refusal().find("version 0.3.0 of the release is not there"), std::string::npos) << refusal();
}

TEST_F(ReleaseFolder, WithoutALaunchPlanIsRefused) {
  write("releases/start_erl.data", "13.1.5 0.3.0\n");
  write("releases/0.3.0/vm.args", "");
  EXPECT_NE(refusal().find("launch.term is missing"), std::string::npos) << refusal();
}

TEST(StartErlData, HoldsTwoWords) {
  EXPECT_EQ(started_version("13.1.5 0.1.0", "test"), "0.1.0");
  EXPECT_EQ(started_version("13.1.5 0.1.0\nmore", "test"), "0.1.0");
  EXPECT_THROW(started_version("", "test"), Error);
  EXPECT_THROW(started_version("13.1.5", "test"), Error);
  EXPECT_THROW(started_version("\n13.1.5 0.1.0", "test"), Error);
}

TEST(Program, LiesInTheBinOfItsRelease) {
  EXPECT_EQ((Program{"bin/a", "/opt/shop/bin/a"}.release_root()), "/opt/shop");
  EXPECT_EQ((Program{"a", "/bin/a"}.release_root()), "/");
}

}  // namespace
}  // namespace slipway::launcher
