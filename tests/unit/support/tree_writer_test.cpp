#include "support/tree_writer.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/files.hpp"
#include "error_support.hpp"
#include "support/parallel.hpp"
#include "temporary_folder_support.hpp"

namespace slipway {
namespace {

namespace fs = std::filesystem;
using IfExists = TreeWriter::IfExists;

class Trees : public testing::Test {
 protected:
  Trees() {
    fs::create_directory(folder_ / "source");
    fs::create_directory(folder_ / "target");
  }
  ~Trees() override { ::umask(umask_); }

  mode_t mode_of(std::string_view path) const {
    struct stat status {};
    EXPECT_EQ(::lstat((folder_ / "target" / path).c_str(), &status), 0) << path;
    return status.st_mode & 07777;
  }
  std::string written() const { return listing(folder_ / "target"); }
  void copy_source_to(const std::string& path) {
    std::vector<CopiedFile> files;
    tree_.make_folders_following_links(folder_ / "source", path, files);
    for (const CopiedFile& file : files) tree_.copy(file.source, file.path);
  }

  const mode_t umask_ = ::umask(022);
  TemporaryFolder folder_;
  TreeWriter tree_{folder_ / "target"};
};

TEST_F(Trees, HaveTheirModesWhateverTheUmaskIs) {
  ::umask(0077);
  folder_.write("source/script", "#!");
  fs::permissions(folder_ / "source/script", fs::perms(0755));
  tree_.write("lib/a/file", "1", 0644);
  tree_.copy(folder_ / "source/script", "bin/script");
  ::umask(0);
  tree_.write("lib/b/secret", "2", 0400);
  tree_.make_folder("lib/c/empty");
  EXPECT_EQ(mode_of("lib"), 0755u);
  EXPECT_EQ(mode_of("lib/a"), 0755u);
  EXPECT_EQ(mode_of("lib/a/file"), 0644u);
  EXPECT_EQ(mode_of("bin/script"), 0755u);
  EXPECT_EQ(mode_of("lib/b/secret"), 0400u);
  EXPECT_EQ(mode_of("lib/c/empty"), 0755u);
}

TEST_F(Trees, RememberTheirFilesSorted) {
  tree_.write("b", "1", 0644);
  tree_.make_folder("empty");
  tree_.link("b", "a/link");
  tree_.write("a-file", "2", 0644);
  EXPECT_EQ(tree_.written(), (std::vector<std::string>{"a-file", "a/link", "b"}));
  EXPECT_EQ(written(), "a-file = 2\na/\na/link -> b\nb = 1\nempty/\n");
}

TEST_F(Trees, RefuseToWriteAPathTwice) {
  tree_.write("lib/a", "1", 0644);
  EXPECT_EQ(error_of([&] { tree_.write("lib/a", "2", 0644); }), "lib/a would be written twice");
  tree_.write("lib/a", "3", 0600, IfExists::kReplace);
  EXPECT_EQ(written(), "lib/\nlib/a = 3\n");
  EXPECT_EQ(mode_of("lib/a"), 0600u);
  EXPECT_EQ(tree_.written().size(), 1u);
}

TEST_F(Trees, RefuseAFileWhereAFolderIsNeeded) {
  tree_.write("lib", "1", 0644);
  EXPECT_EQ(error_of([&] { tree_.write("lib/a", "2", 0644); }),
            "make the folder " + (folder_ / "target/lib").string() + ": File exists");
  tree_.make_folder("bin");
  EXPECT_EQ(error_of([&] { tree_.write("bin", "2", 0644, IfExists::kReplace); }),
            "bin is a folder of the release; a file can't take its place");
}

TEST_F(Trees, NeverWriteThroughALink) {
  folder_.write("outside", "safe");
  tree_.link(folder_ / "outside", "link");
  tree_.write("link", "new", 0644, IfExists::kReplace);
  EXPECT_EQ(read_file(folder_ / "outside"), "safe");
  fs::create_directory_symlink(folder_ / "source", folder_ / "target/out");
  EXPECT_NE(error_of([&] { tree_.write("out/file", "x", 0644); }), "");
  EXPECT_TRUE(fs::is_empty(folder_ / "source"));
}

TEST_F(Trees, AreCopiedFollowingLinks) {
  folder_.write("elsewhere/deep/file", "1");
  folder_.write("source/plain", "2");
  fs::create_directory(folder_ / "source/empty");
  fs::create_directory_symlink(folder_ / "elsewhere", folder_ / "source/folder");
  fs::create_symlink("plain", folder_ / "source/link");
  copy_source_to("priv");
  EXPECT_EQ(written(),
            "priv/\npriv/empty/\npriv/folder/\npriv/folder/deep/\npriv/folder/deep/file = 1\npriv/link = 2\n"
            "priv/plain = 2\n");
}

TEST_F(Trees, ThatHoldOneFolderTwiceAreCopied) {
  folder_.write("source/a/file", "1");
  fs::create_directory_symlink("a", folder_ / "source/b");
  copy_source_to("priv");
  EXPECT_EQ(written(), "priv/\npriv/a/\npriv/a/file = 1\npriv/b/\npriv/b/file = 1\n");
}

TEST_F(Trees, WithALinkToNothingAreRefused) {
  fs::create_symlink("nowhere", folder_ / "source/link");
  const std::string link = (folder_ / "source/link").string();
  EXPECT_EQ(error_of([&] { copy_source_to(""); }),
            link + ": a link that leads to nothing (nowhere); remove it or make what it names");
  fs::remove(link);
  fs::create_symlink("link", link);
  EXPECT_EQ(error_of([&] { copy_source_to(""); }),
            link + ": a link that leads to nothing (link); remove it or make what it names");
}

TEST_F(Trees, WithACycleAreRefused) {
  folder_.write("source/a/file", "1");
  fs::create_directory_symlink("..", folder_ / "source/a/up");
  EXPECT_EQ(
      error_of([&] { copy_source_to("priv"); }),
      (folder_ / "source/a/up").string() + ": a link that leads back to a folder that it lies in; remove it");
}

TEST_F(Trees, WithAPipeAreRefusedAndNotWaitedFor) {
  ASSERT_EQ(::mkfifo((folder_ / "source/pipe").c_str(), 0644), 0);
  const std::string expected =
      (folder_ / "source/pipe").string() + ": expected a file, a folder or a link to one of them";
  EXPECT_EQ(error_of([&] { copy_source_to(""); }), expected);
  EXPECT_EQ(error_of([&] { tree_.overlay_tree(folder_ / "source", ""); }), expected);
}

TEST_F(Trees, AreLaidOverEachOtherKeepingLinks) {
  tree_.write("bin/app", "old", 0755);
  tree_.write("bin/kept", "kept", 0755);
  folder_.write("source/bin/app", "new");
  fs::create_symlink("nowhere", folder_ / "source/link");
  fs::create_directory_symlink("bin", folder_ / "source/folder");
  tree_.overlay_tree(folder_ / "source", "");
  EXPECT_EQ(written(), "bin/\nbin/app = new\nbin/kept = kept\nfolder -> bin\nlink -> nowhere\n");
  EXPECT_EQ(tree_.written(), (std::vector<std::string>{"bin/app", "bin/kept", "folder", "link"}));
}

TEST_F(Trees, OfFilesThatSayTheyAreEmptyAreCopied) {
  tree_.copy("/proc/self/status", "status");
  EXPECT_TRUE(read_file(folder_ / "target/status").starts_with("Name:"));
  folder_.write("source/empty", "");
  tree_.copy(folder_ / "source/empty", "empty");
  EXPECT_EQ(read_file(folder_ / "target/empty"), "");
}

TEST_F(Trees, AreWrittenBySeveralThreads) {
  parallel_for(500, [&](std::size_t i) {
    tree_.write("lib/" + std::to_string(i % 7) + "/" + std::to_string(i % 3) + "/" + std::to_string(i), "x",
                0644);
  });
  EXPECT_EQ(tree_.written().size(), 500u);
}

}  // namespace
}  // namespace slipway
