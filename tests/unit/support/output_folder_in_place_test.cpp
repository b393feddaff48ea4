// Where the folder can't be exchanged, its files are replaced one by one: mount points, and parents that
// can't be written. Both need root to be made, so each test does its work in a child process.

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/files.hpp"
#include "error_support.hpp"
#include "support/manifest.hpp"
#include "support/mount_points.hpp"
#include "support/output_folder.hpp"
#include "support/tree_writer.hpp"
#include "temporary_folder_support.hpp"

namespace slipway {
namespace {

namespace fs = std::filesystem;
using Files = std::vector<std::pair<std::string, std::string>>;

class OutputFoldersInPlace : public testing::Test {
 protected:
  void SetUp() override {
    if (::geteuid() != 0) GTEST_SKIP() << "needs root";
    fs::create_directory(target_);
  }

  void publish(const Files& files, const std::string& empty_folder = "") const {
    OutputFolder output(target_, "1", [] {});
    TreeWriter tree(output.staging());
    for (const auto& [path, content] : files) tree.write(path, content, 0644);
    tree.make_folder(empty_folder);
    output.commit(tree.written());
  }

  /// Runs `action` in a process of its own, and fails where that throws or fails a test.
  template <typename Action>
  static void in_child(Action action) {
    const pid_t child = ::fork();
    if (child == 0) {
      const std::string error = error_of(action);
      EXPECT_EQ(error, "");
      std::fflush(nullptr);
      ::_exit(testing::Test::HasFailure() ? 1 : 0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0) << "see above";
  }

  /// In a child: mounts the folder onto itself, which nobody else sees.
  static void mount_onto_itself(const fs::path& folder) {
    if (::unshare(CLONE_NEWNS) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        ::mount(folder.c_str(), folder.c_str(), nullptr, MS_BIND, nullptr) != 0) {
      throw SystemError(errno, "mount " + folder.string());
    }
  }

  void expect_published(std::string_view expected) const {
    EXPECT_EQ(listing(target_, kManifestName), std::string(expected));
  }

  TemporaryFolder folder_;
  fs::path target_ = folder_ / "app";
};

bool can_mount() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(::unshare(CLONE_NEWNS) == 0 ? 0 : 1);
  int status = 0;
  ::waitpid(child, &status, 0);
  return status == 0;
}

TEST_F(OutputFoldersInPlace, AreReplacedWhereTheyAreMounted) {
  if (!can_mount()) GTEST_SKIP() << "no mount namespaces here";
  publish({{"bin/app", "a"}, {"lib/old/x", "x"}, {"releases/start_erl.data", "1"}});
  folder_.write("app/lib/old/user", "u");
  in_child([&] {
    mount_onto_itself(target_);
    EXPECT_TRUE(holds_mount_point(target_));
    publish({{"bin/app", "b"}, {"lib/new/x", "x"}, {"releases/start_erl.data", "2"}}, "lib/empty/folder");
  });
  expect_published(
      ".slipway.lock = \nbin/\nbin/app = b\nlib/\nlib/empty/\nlib/empty/folder/\nlib/new/\nlib/new/x = x\n"
      "lib/old/\nlib/old/user = u\nreleases/\nreleases/1/\nreleases/start_erl.data = 2\n");
}

TEST_F(OutputFoldersInPlace, AreReplacedWhereAFolderInThemIsMounted) {
  if (!can_mount()) GTEST_SKIP() << "no mount namespaces here";
  publish({{"bin/app", "a"}});
  folder_.write("app/tmp my/pipe", "p");
  in_child([&] {
    mount_onto_itself(target_ / "tmp my");
    publish({{"bin/app", "b"}});
    EXPECT_EQ(read_file(target_ / "tmp my/pipe"), "p");
  });
  expect_published(".slipway.lock = \nbin/\nbin/app = b\nreleases/\nreleases/1/\ntmp my/\ntmp my/pipe = p\n");
}

TEST_F(OutputFoldersInPlace, AreReplacedWhereTheirParentCannotBeWritten) {
  fs::permissions(folder_.path(), fs::perms(0755));
  ASSERT_EQ(::chown(target_.c_str(), 65534, 65534), 0);
  in_child([&] {
    ASSERT_EQ(::setgid(65534) | ::setuid(65534), 0);
    publish({{"a", "file"}, {"b/x", "x"}, {"lib/x", "1"}});
    publish({{"a/y", "y"}, {"b", "file"}, {"lib/x", "2"}});
  });
  expect_published(".slipway.lock = \na/\na/y = y\nb = file\nlib/\nlib/x = 2\nreleases/\nreleases/1/\n");
}

TEST_F(OutputFoldersInPlace, GoOnWithTheOldVersionWhereTheyFailHalfWay) {
  if (!can_mount()) GTEST_SKIP() << "no mount namespaces here";
  publish({{"bin/app", "a"}, {"lib/old/x", "x"}, {"releases/start_erl.data", "1"}, {"z", "a"}});
  const Files next = {{"bin/app", "b"}, {"lib/new/x", "x"}, {"releases/start_erl.data", "2"}, {"z", "b"}};
  in_child([&] {
    // A file that is a mount point can't be replaced.
    mount_onto_itself(target_ / "z");
    EXPECT_EQ(error_of([&] { publish(next); }),
              target_.string() + " holds files of the old and the new release until the next run: rename " +
                  (target_ / ".slipway.staging/z").string() + " to " + (target_ / "z").string() +
                  ": Device or resource busy");
  });
  expect_published(
      ".slipway.lock = \nbin/\nbin/app = b\nlib/\nlib/new/\nlib/new/x = x\nlib/old/\nlib/old/x = x\n"
      "releases/\nreleases/1/\nreleases/start_erl.data = 1\nz = a\n");
  const std::vector<std::string> both =
      read_manifest(read_file(target_ / "releases/1/slipway.manifest"), "the manifest");
  for (const char* path : {"lib/old/x", "lib/new/x", "z"})
    EXPECT_TRUE(std::binary_search(both.begin(), both.end(), path)) << path;
  // The next run is like any other.
  publish(next);
  expect_published(
      "bin/\nbin/app = b\nlib/\nlib/new/\nlib/new/x = x\nreleases/\nreleases/1/\n"
      "releases/start_erl.data = 2\nz = b\n");
}

// A folder that is made before the manifest tells of it would be nobody's where the run ends there.
TEST_F(OutputFoldersInPlace, GetNoFolderThatTheirManifestDoesNotTellOf) {
  if (!can_mount()) GTEST_SKIP() << "no mount namespaces here";
  publish({{"bin/app", "a"}});
  in_child([&] {
    mount_onto_itself(target_ / "releases/1/slipway.manifest");  // can't be replaced
    EXPECT_NE(error_of([&] { publish({{"bin/app", "b"}, {"lib/new/x", "x"}}); }), "");
    EXPECT_FALSE(fs::exists(target_ / "lib"));
  });
  publish({{"bin/app", "b"}});
  expect_published("bin/\nbin/app = b\nreleases/\nreleases/1/\n");
}

TEST_F(OutputFoldersInPlace, KeepAFolderThatIsEmptyNowAndLoseWhatAKilledRunMade) {
  if (!can_mount()) GTEST_SKIP() << "no mount namespaces here";
  publish({{"bin/app", "a"}, {"lib/a-b/x", "x"}, {"lib/a/x", "x"}, {"lib/gone/x", "x"}});
  // Killed behind the making of folders, and before the files were there.
  fs::remove(target_ / "lib/gone/x");
  in_child([&] {
    mount_onto_itself(target_);
    publish({{"bin/app", "b"}}, "lib/a");
  });
  expect_published(".slipway.lock = \nbin/\nbin/app = b\nlib/\nlib/a/\nreleases/\nreleases/1/\n");
}

// Else whoever can write to the folder could have files removed that only its owner, who builds, can remove.
TEST_F(OutputFoldersInPlace, LeaveWhatLiesBehindALinkEvenIfAManifestListsIt) {
  fs::permissions(folder_.path(), fs::perms(0755));
  folder_.write("outside/x", "mine");
  for (const fs::path& path : {target_, folder_ / "outside"})
    ASSERT_EQ(::chown(path.c_str(), 65534, 65534), 0);
  in_child([&] {
    ASSERT_EQ(::setgid(65534) | ::setuid(65534), 0);
    publish({{"bin/app", "a"}, {"data/x", "x"}, {"data/deep/y", "y"}});
    fs::remove_all(target_ / "data");
    fs::create_directory_symlink(folder_ / "outside", target_ / "data");
    publish({{"bin/app", "b"}});
  });
  EXPECT_EQ(read_file(folder_ / "outside/x"), "mine");
  EXPECT_TRUE(fs::is_symlink(target_ / "data"));
}

TEST_F(OutputFoldersInPlace, LoseNothingWhereAFileIsInTheWay) {
  fs::permissions(folder_.path(), fs::perms(0755));
  ASSERT_EQ(::chown(target_.c_str(), 65534, 65534), 0);
  in_child([&] {
    ASSERT_EQ(::setgid(65534) | ::setuid(65534), 0);
    publish({{"bin/app", "a"}});
    fs::remove(target_ / "bin/app");
    folder_.write("app/bin/app/file", "user");
    const std::string before = listing(target_);
    EXPECT_NE(error_of([&] { publish({{"bin/app", "b"}}); }), "");
    EXPECT_EQ(listing(target_), before);
    // Folders alone are nobody's.
    fs::remove(target_ / "bin/app/file");
    fs::create_directories(target_ / "bin/app/deep/deeper");
    publish({{"bin/app", "b"}});
  });
  expect_published(".slipway.lock = \nbin/\nbin/app = b\nreleases/\nreleases/1/\n");
}

}  // namespace
}  // namespace slipway
