#include "image/copied_path.hpp"

#include <gtest/gtest.h>

#include "temporary_folder_support.hpp"

namespace slipway::image {
namespace {

namespace fs = std::filesystem;

class CopiedPath : public testing::Test {
 protected:
  const TemporaryFolder& machine() const { return folder_; }
  std::string add(const std::string& path) { return add_path_of(root_, path, files); }

  FileTree files;

 private:
  TemporaryFolder folder_;
  FolderRoot root_{folder_.path()};
};

TEST_F(CopiedPath, HoldsTheLinksThatLeadToAFile) {
  machine().write("usr/lib/liba.so.1.2", "content");
  fs::create_directory_symlink("usr/lib", machine() / "lib");
  fs::create_symlink("/lib/liba.so.1.2", machine() / "usr/lib/liba.so");
  EXPECT_EQ(add("/lib/liba.so"), "/usr/lib/liba.so.1.2");
  EXPECT_EQ(files.find("lib")->text, "usr/lib");
  EXPECT_EQ(files.find("usr/lib/liba.so")->text, "/lib/liba.so.1.2");
  EXPECT_EQ(files.find("usr/lib/liba.so.1.2")->kind, FileEntry::Kind::kFile);
}

TEST_F(CopiedPath, OpensTheFoldersOnTheWayAndKeepsTheModeOfTheLast) {
  machine().write("srv/deep/file", "");
  fs::permissions(machine() / "srv", fs::perms(0700));
  fs::permissions(machine() / "srv/deep", fs::perms(0750));
  EXPECT_EQ(add("/srv/deep"), "/srv/deep");
  EXPECT_EQ(files.find("srv")->mode, 0755U);
  EXPECT_EQ(files.find("srv/deep")->mode, 0750U);
  EXPECT_EQ(files.find("srv/deep/file"), nullptr);
}

TEST_F(CopiedPath, DropsTheBitThatMakesAProgramRunAsItsOwner) {
  machine().write("usr/bin/su", "");
  fs::permissions(machine() / "usr/bin/su", fs::perms(04755));
  add("/usr/bin/su");
  EXPECT_EQ(files.find("usr/bin/su")->mode, 0755U);
}

TEST_F(CopiedPath, OfNothingIsNothing) {
  EXPECT_EQ(add("/nowhere/file"), "");
  EXPECT_TRUE(files.entries().empty());
}

}  // namespace
}  // namespace slipway::image
