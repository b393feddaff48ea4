#include "image/library_search.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "image/elf_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::image {
namespace {

namespace fs = std::filesystem;

class LibrarySearchTest : public testing::Test {
 protected:
  void library(const std::string& path, const ElfWish& wish = {}) const {
    folder_.write(path, elf_with(wish));
  }
  void text(const std::string& path, const std::string& content) const { folder_.write(path, content); }
  void link(const std::string& path, const std::string& target) const {
    fs::create_directories((folder_ / path).parent_path());
    fs::create_symlink(target, folder_ / path);
  }
  /// Where the library lies, or "".
  std::string found(const std::string& name, const std::vector<std::string>& folders = {},
                    std::uint16_t machine = kElfX86_64) const {
    const auto library = LibrarySearch(root_, machine).find(name, folders);
    return library ? library->resolved : "";
  }
  const FolderRoot& root() const { return root_; }

 private:
  TemporaryFolder folder_;
  FolderRoot root_{folder_.path()};
};

TEST_F(LibrarySearchTest, FollowsLinksInDebiansFolders) {
  library("usr/lib/x86_64-linux-gnu/liba.so.1.2");
  link("usr/lib/x86_64-linux-gnu/liba.so.1", "liba.so.1.2");
  link("lib", "usr/lib");
  EXPECT_EQ(found("liba.so.1"), "/usr/lib/x86_64-linux-gnu/liba.so.1.2");
  EXPECT_EQ(found("libb.so.1"), "");
}

TEST_F(LibrarySearchTest, KnowsTheFoldersOfOtherDistributions) {
  library("usr/lib64/liba.so.1");
  EXPECT_EQ(found("liba.so.1"), "/usr/lib64/liba.so.1");
  EXPECT_EQ(LibrarySearch(root(), kElfX86_64).platform_folder(), "lib64");
}

TEST_F(LibrarySearchTest, LooksIntoTheFoldersOfTheFileFirst) {
  library("usr/lib/x86_64-linux-gnu/liba.so.1");
  library("opt/app/liba.so.1");
  EXPECT_EQ(found("liba.so.1", {"/nowhere", "/opt/app"}), "/opt/app/liba.so.1");
}

TEST_F(LibrarySearchTest, ReadsTheConfigurationOfLdconfig) {
  text("etc/ld.so.conf",
       "# folders\ninclude /etc/ld.so.conf.d/*.conf\n\n  /opt/one # here\ninclude more.conf\n");
  text("etc/ld.so.conf.d/b.conf", "/opt/two\r\ninclude /etc/ld.so.conf\n");
  text("etc/ld.so.conf.d/.hidden.conf", "/opt/hidden\n");
  text("etc/ld.so.conf.d/c.conf.old", "/opt/old\n");
  text("etc/more.conf", "/opt/three\n");
  for (const char* folder : {"one", "two", "three", "hidden", "old"})
    library(std::string("opt/") + folder + "/lib" + folder + ".so");
  EXPECT_EQ(found("libone.so"), "/opt/one/libone.so");
  EXPECT_EQ(found("libtwo.so"), "/opt/two/libtwo.so");
  EXPECT_EQ(found("libthree.so"), "/opt/three/libthree.so");
  EXPECT_EQ(found("libhidden.so"), "");
  EXPECT_EQ(found("libold.so"), "");
}

TEST_F(LibrarySearchTest, PassesOverWhatLdSoPassesOver) {
  text("opt/script/liba.so", "GROUP ( /lib/liba.so.1 )\n");
  library("opt/arm/liba.so", {.machine = EM_AARCH64});
  library("opt/musl/liba.so", {.needed = {"libc.musl-x86_64.so.1"}});
  fs::create_directories(*root().file_of("/opt/folder/liba.so"));
  const std::vector<std::string> folders = {"/opt/script", "/opt/arm", "/opt/musl", "/opt/folder"};
  EXPECT_EQ(found("liba.so", folders), "");
  EXPECT_EQ(found("liba.so", folders, kElfAarch64), "/opt/arm/liba.so");
}

TEST_F(LibrarySearchTest, TakesANameWithASlashForAPath) {
  library("opt/liba.so");
  EXPECT_EQ(found("/opt/liba.so"), "/opt/liba.so");
  EXPECT_EQ(found("./liba.so", {"/opt"}), "");
}

}  // namespace
}  // namespace slipway::image
