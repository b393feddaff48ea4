#include "release/application_finder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "base/error.hpp"
#include "base/files.hpp"
#include "release/applications_support.hpp"

namespace slipway::release {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class ApplicationFinderTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "slipway-finder-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    root_ = pattern;
    folders_.otp_lib = root_ / "otp/lib";
    folders_.elixir_lib = root_ / "elixir/lib";
    fs::create_directories(folders_.otp_lib);
  }

  void TearDown() override { fs::remove_all(root_); }

  /// Writes FOLDER/ebin/NAME.app.
  void write(const std::string& folder, const std::string& name) {
    const fs::path ebin = root_ / folder / "ebin";
    fs::create_directories(ebin);
    create_file(ebin / (name + ".app"), "{application, " + name + ", [{vsn, \"1.0\"}]}.", 0644);
  }

  /// The folder of the application, from the root of the test; "otp: " before it where it is part of OTP.
  std::string find(const std::string& name) {
    const auto found = make_application_finder(folders_)(name);
    if (!found) return "nowhere";
    return (found->is_otp ? "otp: " : "") + found->folder.lexically_relative(root_).string();
  }

  fs::path root_;
  ApplicationFolders folders_;
};

TEST_F(ApplicationFinderTest, LooksInOtpFirst) {
  write("otp/lib/tools-3.5", "tools");
  write("build/tools", "tools");
  folders_.code_path = {root_ / "build/tools/ebin"};
  EXPECT_EQ(find("tools"), "otp: otp/lib/tools-3.5");
}

TEST_F(ApplicationFinderTest, TakesTheLastVersionInTheOrderOfBytes) {
  write("otp/lib/tools-10.0", "tools");
  write("otp/lib/tools-9.0", "tools");
  write("otp/lib/tools2-1.0", "tools2");
  EXPECT_EQ(find("tools"), "otp: otp/lib/tools-9.0");
}

TEST_F(ApplicationFinderTest, NamesAVersionThatCannotBeLookedAtInsteadOfTakingAnother) {
  write("otp/lib/tools-1.0", "tools");
  fs::create_symlink("tools-2.0", folders_.otp_lib / "tools-2.0");
  try {
    find("tools");
    FAIL() << "tools-1.0 was taken";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(),
                HasSubstr("otp/lib/tools-2.0/ebin/tools.app: Too many levels of symbolic links"));
  }
}

TEST_F(ApplicationFinderTest, NeverTakesADependencyFromOtp) {
  write("otp/lib/tools-3.5", "tools");
  write("build/tools", "tools");
  folders_.code_path = {root_ / "build/tools/ebin"};
  folders_.dependencies = {"tools"};
  EXPECT_EQ(find("tools"), "build/tools");
}

TEST_F(ApplicationFinderTest, TakesTheFirstFolderOfTheCodePathWithTheName) {
  write("a/shop-1.0", "shop");
  write("b/shop", "shop");
  write("c/shopping", "shopping");
  folders_.code_path = {root_ / "c/shopping/ebin", root_ / "a/shop-1.0/ebin/", root_ / "b/shop/ebin"};
  EXPECT_EQ(find("shop"), "a/shop-1.0");
  EXPECT_EQ(find("shopping"), "c/shopping");
}

TEST_F(ApplicationFinderTest, LooksInElixirLast) {
  write("elixir/lib/logger", "logger");
  EXPECT_EQ(find("logger"), "elixir/lib/logger");
  write("build/logger", "logger");
  folders_.code_path = {root_ / "build/logger/ebin"};
  EXPECT_EQ(find("logger"), "build/logger");
}

TEST_F(ApplicationFinderTest, LooksIntoFoldersOfOtpWithAnotherNameWhereNothingElseIsFound) {
  write("otp/lib/p1_sqlite3-1.1.14", "sqlite3");
  write("otp/lib/p1_sqlite3-1.1.9", "sqlite3");
  EXPECT_EQ(find("sqlite3"), "otp: otp/lib/p1_sqlite3-1.1.9");
  EXPECT_EQ(find("sqlite"), "nowhere");
  write("elixir/lib/sqlite3", "sqlite3");
  EXPECT_EQ(find("sqlite3"), "elixir/lib/sqlite3");
}

TEST_F(ApplicationFinderTest, FindsNothingWhereNothingHasTheName) { EXPECT_EQ(find("ghost"), "nowhere"); }

TEST_F(ApplicationFinderTest, NamesTheMissingFileOfAFolderWithoutOne) {
  fs::create_directories(root_ / "otp/lib/wx-2.2.1");
  EXPECT_THAT(
      error_of([this] { find("wx"); }),
      testing::AllOf(HasSubstr("could not load the application wx"),
                     HasSubstr("otp/lib/wx-2.2.1/ebin/wx.app does not exist. Install this part of Erlang")));
}

TEST_F(ApplicationFinderTest, NamesTheFolderThatCannotBeListed) {
  folders_.otp_lib = root_ / "missing";
  EXPECT_THAT(error_of([this] { find("kernel"); }), HasSubstr("missing: No such file or directory"));
}

}  // namespace
}  // namespace slipway::release
