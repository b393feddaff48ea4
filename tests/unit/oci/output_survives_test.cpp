// What stands where an image is written holds when the run is killed, and where a folder can't be exchanged.

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "base/files.hpp"
#include "error_support.hpp"
#include "oci/archive_writer.hpp"
#include "oci/image_source.hpp"
#include "oci/images_support.hpp"
#include "oci/layout_writer.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::oci {
namespace {

namespace fs = std::filesystem;

class ImageOutput : public testing::Test {
 protected:
  /// Runs `action` in a process of its own until it ends or is killed after so many microseconds.
  template <typename Action>
  static void run_and_kill(useconds_t after, Action action) {
    std::fflush(nullptr);
    const pid_t child = ::fork();
    if (child == 0) {
      action();
      ::_exit(0);
    }
    ::usleep(after);
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
  }

  std::vector<std::string> beside() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_.path()))
      names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }

  static std::vector<NamedImage> named(const Image& image) { return {{image, {Reference::parse("a:1")}}}; }

  TemporaryFolder folder_;
  fs::path layout_ = folder_ / "layout";
  fs::path archive_ = folder_ / "archive.tar";
  const Image old_ = small_image("old");
  const Image new_ = small_image("new");
};

TEST_F(ImageOutput, IsTheOldOrTheNewOneWhereverARunIsKilled) {
  std::set<std::string> layouts;
  std::set<std::string> archives;
  for (const Image& image : {old_, new_}) {
    write_layout(layout_, named(image));
    write_archive_file(archive_, named(image));
    layouts.insert(listing(layout_));
    archives.insert(read_file(archive_));
  }
  for (useconds_t round = 0; round < 40; ++round) {
    run_and_kill(200 + round * 131, [this] {
      for (;;) {
        for (const Image& image : {old_, new_}) {
          write_layout(layout_, named(image));
          write_archive_file(archive_, named(image));
        }
      }
    });
    ASSERT_TRUE(layouts.contains(listing(layout_)));
    ASSERT_TRUE(archives.contains(read_file(archive_)));
  }
  write_layout(layout_, named(new_));
  write_archive_file(archive_, named(new_));
  EXPECT_EQ(beside(), (std::vector<std::string>{"archive.tar", "layout"})) << "what was left is gone";
}

TEST_F(ImageOutput, IsFilledInPlaceWhereTheFolderIsAMountPoint) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  write_layout(folder_ / "expected", named(new_));
  write_layout(layout_, named(old_));
  // What a run that was killed there has left.
  folder_.write("layout/.index.json.slipway-0123456789abcdef", "{");
  folder_.write("layout/blobs/sha256/." + std::string(64, 'a') + ".slipway-0123456789abcdef", "half");
  // The mount is the child's own.
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string error = error_of([&] {
      if (::unshare(CLONE_NEWNS) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
          ::mount(layout_.c_str(), layout_.c_str(), nullptr, MS_BIND, nullptr) != 0) {
        throw SystemError(errno, "mount");
      }
      write_layout(layout_, named(new_));
    });
    EXPECT_EQ(error, "");
    std::fflush(nullptr);
    ::_exit(testing::Test::HasFailure() ? 1 : 0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(listing(layout_), listing(folder_ / "expected"));
}

TEST_F(ImageOutput, IsFilledInPlaceWhereTheParentCannotBeWritten) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root, to become somebody else";
  write_layout(folder_ / "expected", named(new_));
  write_layout(layout_, named(old_));
  fs::permissions(folder_.path(), fs::perms{0555});
  for (const fs::path& path : {layout_, layout_ / "blobs", layout_ / kBlobsFolder})
    ASSERT_EQ(::chown(path.c_str(), 65532, 65532), 0);
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    const std::string error = error_of([&] {
      if (::setgid(65532) != 0 || ::setuid(65532) != 0) throw SystemError(errno, "become another user");
      write_layout(layout_, named(new_));
    });
    EXPECT_EQ(error, "");
    std::fflush(nullptr);
    ::_exit(testing::Test::HasFailure() ? 1 : 0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(listing(layout_), listing(folder_ / "expected"));
  fs::permissions(folder_.path(), fs::perms{0755});
}

}  // namespace
}  // namespace slipway::oci
