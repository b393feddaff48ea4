#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include <fstream>

#include "base/files.hpp"
#include "support/manifest.hpp"
#include "support/output_folder.hpp"
#include "support/tree_record.hpp"
#include "support/tree_writer.hpp"
#include "temporary_folder_support.hpp"

namespace slipway {
namespace {

namespace fs = std::filesystem;

/// A release of copied files, made again and again as runs of Slipway do.
class SpareTrees : public testing::Test {
 protected:
  SpareTrees() {
    source("a", "1");
    source("b", "1");
    wait_until_settled();
  }

  /// Sources that were changed a moment ago are not taken over.
  static void wait_until_settled() {
    wait_for_file_clock();
    const std::int64_t begin = file_clock();
    while (!is_settled({.modified = begin, .changed = begin}, file_clock())) wait_for_file_clock();
  }
  void source(std::string_view name, std::string_view content) {
    folder_.write("source/" + std::string(name), content);
  }
  void publish(const std::vector<std::string>& names) {
    std::optional<ReusableFiles> reusable;
    if (!record_.empty()) reusable.emplace(target_, record_);
    OutputFolder output(
        target_, "1", [] {}, OutputFolder::OldTree::kStaysAsSpare);
    TreeWriter tree(output.staging(), reusable ? &*reusable : nullptr, &output.earlier());
    for (const std::string& name : names) {
      tree.copy((folder_ / "source" / name).native(), "lib/" + name + "/" + name);
    }
    tree.remove_leftovers();
    record_ = tree.record();
    output.commit(tree.written());
    take_stamps(record_, output.target());
  }
  std::string published() const { return listing(target_, kManifestName); }
  static ino_t inode(const fs::path& path) {
    struct stat status {};
    EXPECT_EQ(::lstat(path.c_str(), &status), 0) << path;
    return status.st_ino;
  }

  TemporaryFolder folder_;
  fs::path target_ = folder_ / "app";
  fs::path spare_ = folder_ / ".app.slipway.spare";
  TreeRecord record_;
};

TEST_F(SpareTrees, ShareTheirFilesWithTheRelease) {
  publish({"a", "b"});
  EXPECT_FALSE(fs::exists(spare_));
  publish({"a", "b"});
  EXPECT_EQ(listing(spare_, kManifestName), published());
  EXPECT_EQ(inode(spare_ / "lib/a/a"), inode(target_ / "lib/a/a"));
  EXPECT_NE(inode(spare_), inode(target_));
}

TEST_F(SpareTrees, AreNotOpenToOthers) {
  publish({"a"});
  publish({"a"});
  EXPECT_EQ(fs::status(spare_).permissions(), fs::perms(0700));
  EXPECT_EQ(fs::status(target_).permissions(), fs::perms(0755));
}

TEST_F(SpareTrees, BecomeTheNextReleaseWhereOnlyWhatChangedIsWritten) {
  publish({"a", "b"});
  publish({"a", "b"});
  const ino_t folder = inode(spare_ / "lib/a");
  fs::remove(folder_ / "source/b");
  source("b", "2");
  publish({"a", "b"});
  EXPECT_EQ(inode(target_ / "lib/a"), folder);
  EXPECT_EQ(published(), "lib/\nlib/a/\nlib/a/a = 1\nlib/b/\nlib/b/b = 2\nreleases/\nreleases/1/\n");
  EXPECT_EQ(read_file((spare_ / "lib/b/b").native()), "1");
}

TEST_F(SpareTrees, AreNotTrusted) {
  publish({"a", "b"});
  publish({"a", "b"});
  const std::string expected = published();
  fs::remove(spare_ / "lib/a/a");
  { std::ofstream(spare_ / "lib/a/a") << "evil"; }
  fs::remove_all(spare_ / "lib/b");
  fs::create_symlink(folder_ / "elsewhere", spare_ / "lib/b");
  folder_.write("elsewhere/b", "another's");
  folder_.write("elsewhere/c", "another's");
  { std::ofstream(spare_ / "lib/more") << "more"; }
  fs::permissions(spare_ / "lib", fs::perms(0777));
  publish({"a", "b"});
  EXPECT_EQ(published(), expected);
  EXPECT_EQ(fs::status(target_ / "lib").permissions(), fs::perms(0755));
  EXPECT_EQ(listing(folder_ / "elsewhere"), "b = another's\nc = another's\n");
}

TEST_F(SpareTrees, GiveWayWhereFilesAndFoldersChangePlaces) {
  source("tree/x", "x");
  source("leaf", "l");
  const auto publish_both = [&](const std::string& file, const std::string& folder) {
    OutputFolder output(
        target_, "1", [] {}, OutputFolder::OldTree::kStaysAsSpare);
    TreeWriter tree(output.staging(), nullptr, &output.earlier());
    tree.write(file, "file", 0644);
    tree.write(folder + "/x/y", "in a folder", 0644);
    tree.link("/nowhere", "link");
    tree.remove_leftovers();
    output.commit(tree.written());
  };
  publish_both("one", "two");
  publish_both("one", "two");
  publish_both("two", "one");
  EXPECT_EQ(published(),
            "link -> /nowhere\none/\none/x/\none/x/y = in a folder\nreleases/\nreleases/1/\ntwo = file\n");
  publish_both("one", "two");
  EXPECT_EQ(published(),
            "link -> /nowhere\none = file\nreleases/\nreleases/1/\ntwo/\ntwo/x/\ntwo/x/y = in a folder\n");
}

TEST_F(SpareTrees, LoseNothingBehindALinkThatTakesAFoldersPlace) {
  folder_.write("elsewhere/x", "another's");
  const auto publish_static = [&](bool as_link) {
    OutputFolder output(
        target_, "1", [] {}, OutputFolder::OldTree::kStaysAsSpare);
    TreeWriter tree(output.staging(), nullptr, &output.earlier());
    if (as_link) {
      tree.link(folder_ / "elsewhere", "priv/static");
    } else {
      tree.write("priv/static/x", "ours", 0644);
    }
    tree.remove_leftovers();
    output.commit(tree.written());
  };
  for (const bool as_link : {false, false, true, true, false}) publish_static(as_link);
  EXPECT_EQ(published(), "priv/\npriv/static/\npriv/static/x = ours\nreleases/\nreleases/1/\n");
  EXPECT_EQ(read_file((folder_ / "elsewhere/x").native()), "another's");
}

TEST_F(SpareTrees, GiveOnNoAttributes) {
  const auto publish_one = [&] {
    OutputFolder output(
        target_, "1", [] {}, OutputFolder::OldTree::kStaysAsSpare);
    TreeWriter tree(output.staging(), nullptr, &output.earlier());
    tree.write("bin/app", "program", 0755);
    tree.remove_leftovers();
    output.commit(tree.written());
  };
  publish_one();
  if (::setxattr((target_ / "bin/app").c_str(), "user.mark", "1", 1, 0) != 0)
    GTEST_SKIP() << "the file system of the temporary folder has no attributes";
  ASSERT_EQ(::setxattr((target_ / "bin").c_str(), "user.mark", "1", 1, 0), 0);
  publish_one();
  ASSERT_GT(::listxattr((spare_ / "bin").c_str(), nullptr, 0), 0);
  publish_one();
  EXPECT_EQ(::listxattr((target_ / "bin/app").c_str(), nullptr, 0), 0);
  EXPECT_EQ(::listxattr((target_ / "bin").c_str(), nullptr, 0), 0);
}

TEST_F(SpareTrees, HoldNothingOfTheUsers) {
  publish({"a"});
  folder_.write("app/data/db", "rows");
  folder_.write("app/lib/a/mine", "m");
  publish({"a"});
  EXPECT_EQ(listing(spare_, kManifestName), "lib/\nlib/a/\nlib/a/a = 1\nreleases/\nreleases/1/\n");
  publish({"a"});
  EXPECT_EQ(published(),
            "data/\ndata/db = rows\nlib/\nlib/a/\nlib/a/a = 1\nlib/a/mine = m\nreleases/\nreleases/1/\n");
}

TEST_F(SpareTrees, GoWhereTheyAreNotWished) {
  publish({"a"});
  publish({"a"});
  ASSERT_TRUE(fs::exists(spare_));
  {
    const OutputFolder output(target_, "1", [] {});
  }
  EXPECT_FALSE(fs::exists(spare_));
}

TEST_F(SpareTrees, GoWithTheRelease) {
  publish({"a"});
  publish({"a"});
  fs::remove_all(target_);
  record_.clear();
  publish({"b"});
  EXPECT_FALSE(fs::exists(spare_));
  EXPECT_EQ(published(), "lib/\nlib/b/\nlib/b/b = 1\nreleases/\nreleases/1/\n");
}

TEST_F(SpareTrees, SurviveAKillWhileTheyArePutBy) {
  publish({"a", "b"});
  folder_.write("app/data/db", "rows");
  publish({"a", "b"});
  const std::string expected = published();
  // As after the exchange: a part of the old tree is in the spare one already.
  fs::remove_all(spare_);
  fs::create_directories(spare_);
  fs::create_directories(folder_ / ".app.slipway.staging/releases");
  fs::copy(target_ / "lib", spare_ / "lib", fs::copy_options::recursive);
  fs::copy(target_ / "releases", folder_ / ".app.slipway.staging/releases", fs::copy_options::recursive);
  folder_.write("app/.slipway.staging", "1");
  publish({"a", "b"});
  EXPECT_EQ(published(), expected);
}

TEST_F(SpareTrees, SurviveAKillWhileTheyAreTaken) {
  publish({"a", "b"});
  publish({"a", "b"});
  const std::string expected = published();
  folder_.write(".app.slipway.spare/.slipway.staging", "1");
  publish({"a", "b"});
  EXPECT_EQ(published(), expected);
  fs::rename(spare_, folder_ / ".app.slipway.staging");
  folder_.write(".app.slipway.staging/.slipway.staging", "1");
  folder_.write(".app.slipway.staging/half", "half");
  publish({"a", "b"});
  EXPECT_EQ(published(), expected);
  EXPECT_FALSE(fs::exists(folder_ / ".app.slipway.staging"));
}

}  // namespace
}  // namespace slipway
