#include "image/packages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "temporary_folder_support.hpp"

namespace slipway::image {
namespace {

using testing::IsEmpty;

namespace fs = std::filesystem;

class PackagesTest : public testing::Test {
 protected:
  PackagesTest() {
    machine().write("var/lib/dpkg/status",
                    "Package: libc6\nStatus: install ok installed\nArchitecture: i386\nVersion: 1\n\n"
                    "Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nVersion: 2\n"
                    "Conffiles:\n /etc/ld.so.conf.d/x.conf 0123\nDescription: GNU C Library\n more\n\n"
                    "Package: base-files\nArchitecture: amd64\nVersion: 3\n");
    machine().write("var/lib/dpkg/info/libc6:i386.list", "/.\n/lib/i386-linux-gnu/libc.so.6\n");
    machine().write("var/lib/dpkg/info/libc6:amd64.list", "/.\n/lib/x86_64-linux-gnu/libc.so.6\n");
    machine().write("var/lib/dpkg/info/base-files.list", "/usr/lib/os-release\n");
    machine().write("usr/share/doc/gcc-12-base/copyright", "GPL");
    fs::create_directory_symlink("gcc-12-base", machine() / "usr/share/doc/libc6");
  }
  const TemporaryFolder& machine() const { return folder_; }
  const FolderRoot& root() const { return root_; }

 private:
  TemporaryFolder folder_;
  FolderRoot root_{folder_.path()};
};

TEST_F(PackagesTest, FindsTheOwnerUnderAMergedUsr) {
  const std::vector<Package> packages =
      packages_of({"/usr/lib/x86_64-linux-gnu/libc.so.6", "/opt/own"}, root());
  ASSERT_EQ(packages.size(), 1U);
  EXPECT_EQ(packages.front().name, "libc6");
  EXPECT_EQ(packages.front().control,
            "Package: libc6\nArchitecture: amd64\nVersion: 2\nDescription: GNU C Library\n more\n")
      << "of that architecture, and without dpkg's own fields";
}

TEST_F(PackagesTest, SortsByNameAndFindsPackagesWithoutAnArchitecture) {
  const std::vector<Package> packages =
      packages_of({"/usr/lib/x86_64-linux-gnu/libc.so.6", "/usr/lib/os-release"}, root());
  ASSERT_EQ(packages.size(), 2U);
  EXPECT_EQ(packages.front().name, "base-files");
}

TEST_F(PackagesTest, AddsRecordsAndLicences) {
  FileTree files;
  add_package_records(packages_of({"/usr/lib/x86_64-linux-gnu/libc.so.6"}, root()), root(), files);
  EXPECT_THAT(files.find("var/lib/dpkg/status.d/libc6")->text, testing::StartsWith("Package: libc6\n"));
  EXPECT_EQ(files.find("usr/share/doc/libc6/copyright")->source,
            machine() / "usr/share/doc/gcc-12-base/copyright");
}

TEST_F(PackagesTest, KnowsNoneWithoutDpkg) {
  const TemporaryFolder empty;
  EXPECT_THAT(packages_of({"/usr/lib/os-release"}, FolderRoot(empty.path())), IsEmpty());
}

}  // namespace
}  // namespace slipway::image
