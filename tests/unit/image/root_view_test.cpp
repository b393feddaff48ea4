#include "image/root_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.hpp"
#include "error_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::image {
namespace {

using testing::HasSubstr;

namespace fs = std::filesystem;

/// A root with a merged /usr, as Debian's.
class RootViewTest : public testing::Test {
 protected:
  RootViewTest() {
    fs::create_directories(root() / "usr/lib/deep");
    fs::create_directory_symlink("usr/lib", root() / "lib");
    create_file((root() / "usr/lib/liba.so.1.2").string(), "content", 0644);
    fs::create_symlink("liba.so.1.2", root() / "usr/lib/liba.so.1");
    fs::create_symlink("/lib/liba.so.1", root() / "usr/lib/deep/absolute");
    fs::create_symlink("../../../../../../lib", root() / "usr/lib/deep/out");
    fs::create_symlink("circle", root() / "circle");
    fs::create_symlink("/nowhere/at-all", root() / "dangling");
  }

  const fs::path& root() const { return folder_.path(); }
  const FolderRoot& view() const { return view_; }

 private:
  TemporaryFolder folder_;
  FolderRoot view_{folder_.path()};
};

TEST_F(RootViewTest, ResolvesThroughLinksInsideTheRoot) {
  EXPECT_EQ(view().resolve("/lib/liba.so.1"), "/usr/lib/liba.so.1.2");
  EXPECT_EQ(view().resolve("/usr/lib/deep/absolute"), "/usr/lib/liba.so.1.2");
  EXPECT_EQ(view().resolve("/usr/lib/deep/out/liba.so.1"), "/usr/lib/liba.so.1.2");
  EXPECT_EQ(view().resolve("usr/./lib/deep/.."), "/usr/lib");
  EXPECT_EQ(view().resolve("/../.."), "/");
  EXPECT_EQ(view().resolve("/lib/libb.so.1"), std::nullopt);
  EXPECT_EQ(view().resolve("/dangling"), std::nullopt);
  EXPECT_EQ(view().resolve("/usr/lib/liba.so.1.2/more"), std::nullopt);
}

TEST_F(RootViewTest, TellsWhereAFileWouldLie) {
  EXPECT_EQ(view().destination("/lib/new/file"), "/usr/lib/new/file");
  EXPECT_EQ(view().destination("/lib/liba.so.1"), "/usr/lib/liba.so.1")
      << "the last name is replaced, not followed";
  EXPECT_EQ(view().destination("/lib"), "/lib");
}

TEST_F(RootViewTest, RefusesLinksInACircle) {
  EXPECT_THAT(error_of([&] { view().resolve("/circle/x"); }),
              HasSubstr("/circle/x leads through links in a circle"));
}

TEST_F(RootViewTest, ReadsWhatItFinds) {
  EXPECT_EQ(view().read("/usr/lib/liba.so.1.2"), "content");
  EXPECT_EQ(view().list("/usr/lib"), (std::vector<std::string>{"deep", "liba.so.1", "liba.so.1.2"}));
  EXPECT_EQ(view().look("/lib")->target, "usr/lib");
  EXPECT_EQ(view().look("/usr/lib/liba.so.1.2")->size, 7U);
  EXPECT_EQ(view().file_of("/usr/lib/liba.so.1.2"), root() / "usr/lib/liba.so.1.2");
}

}  // namespace
}  // namespace slipway::image
