#include "image/root_unpack.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "temporary_folder_support.hpp"

namespace slipway::image {
namespace {

namespace fs = std::filesystem;

TEST(UnpackRoot, WritesFilesFoldersAndLinksWithTheirModes) {
  TemporaryFolder from;
  TemporaryFolder to;
  from.write("bin/program", "content");
  fs::permissions(from / "bin/program", fs::perms(0755) | fs::perms::set_uid);
  fs::create_symlink("/etc/passwd", from / "bin/link");
  fs::create_directory(from / "closed");
  from.write("closed/file", "x");
  fs::permissions(from / "closed", fs::perms(0555));
  unpack_root(FolderRoot(from.path()), to.path());
  EXPECT_EQ(listing(to.path()), listing(from.path()));
  EXPECT_EQ(fs::status(to / "bin/program").permissions(), fs::perms(0755));
  EXPECT_EQ(fs::status(to / "closed").permissions(), fs::perms(0555));
  for (const TemporaryFolder* folder : {&from, &to}) fs::permissions(*folder / "closed", fs::perms(0755));
}

}  // namespace
}  // namespace slipway::image
