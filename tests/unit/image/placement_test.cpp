#include "image/placement.hpp"

#include <gmock/gmock.h>

#include "error_support.hpp"
#include "image/layer_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::image {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// A root with a merged /usr, as Debian's.
std::string merged_base() {
  return tar_of([](TarWriter& tar) {
    tar.add_folder("etc", 0755);
    tar.add_file("etc/passwd", 0644, "root");
    tar.add_link("etc/mtab", "../proc/self/mounts");
    tar.add_link("bin", "usr/bin");
    tar.add_link("lib", "usr/lib");
    tar.add_folder("tmp", 01777);
    tar.add_folder("usr/lib", 0755);
    tar.add_file("usr/lib/a.so.1", 0644, "");
    tar.add_link("usr/lib/a.so", "a.so.1");
    tar.add_link("var/run", "/run");
    tar.set_owner(8, 12);
    tar.add_folder("var/mail", 02775);
  });
}

class PlacementTest : public testing::Test {
 protected:
  static std::vector<std::string> paths_of(const FileTree& tree) {
    std::vector<std::string> paths;
    for (const auto& [path, entry] : tree.entries()) paths.push_back(path);
    return paths;
  }
  std::string refusal(const FileTree& tree) {
    return error_of([&] { placement_.place(tree); });
  }

  TemporaryFolder folder_;
  LayeredRoot base_{layers_of({merged_base()}), folder_.path()};
  Placement placement_{base_};
  FileTree tree_;
};

TEST_F(PlacementTest, PathsLeadThroughTheLinksOfTheBase) {
  tree_.add_text("lib/b.so", 0644, "b");
  tree_.add_folder("lib/deep");
  tree_.add_text("lib/deep/c.so", 0644, "c");
  const FileTree placed = placement_.place(tree_);
  EXPECT_THAT(paths_of(placed),
              ElementsAre("usr", "usr/lib", "usr/lib/b.so", "usr/lib/deep", "usr/lib/deep/c.so"));
  EXPECT_EQ(placed.find("usr/lib/b.so")->text, "b");
}

TEST_F(PlacementTest, FoldersOfTheBaseKeepModeAndOwner) {
  tree_.add_folder("tmp", 0755);
  tree_.add_text("tmp/file", 0644, "");
  tree_.add_text("var/mail/file", 0644, "");
  const FileTree placed = placement_.place(tree_);
  EXPECT_EQ(placed.find("tmp")->mode, 01777U);
  EXPECT_EQ(placed.find("var/mail")->mode, 02775U);
  EXPECT_EQ(placed.find("var/mail")->owner, 8U);
  EXPECT_EQ(placed.find("var/mail")->group, 12U);
}

TEST_F(PlacementTest, EveryFolderOnTheWayHasAnEntry) {
  tree_.add_text("srv/app/bin/app", 0755, "");
  EXPECT_THAT(paths_of(placement_.place(tree_)),
              ElementsAre("srv", "srv/app", "srv/app/bin", "srv/app/bin/app"));
}

TEST_F(PlacementTest, LinksThatLeadNowhereYetAreFollowed) {
  tree_.add_folder("var/run", 0755);
  tree_.add_text("var/run/app/pid", 0644, "");
  EXPECT_THAT(paths_of(placement_.place(tree_)), ElementsAre("run", "run/app", "run/app/pid"));
}

TEST_F(PlacementTest, LaterLayersLeadThroughTheLinksOfEarlierOnes) {
  const LayeredRoot empty({}, folder_.path());
  Placement placement(empty);
  FileTree system;
  system.add_link("lib64", "usr/lib64");
  EXPECT_THAT(paths_of(placement.place(system)), ElementsAre("lib64"));
  tree_.add_text("lib64/ld.so", 0755, "");
  EXPECT_THAT(paths_of(placement.place(tree_)), ElementsAre("usr", "usr/lib64", "usr/lib64/ld.so"));
}

TEST_F(PlacementTest, WhatIsThereAlreadyIsNotAddedAgain) {
  tree_.add_link("lib", "usr/lib");
  tree_.add_link("usr/lib/a.so", "a.so.1");
  EXPECT_THAT(paths_of(placement_.place(tree_)), ElementsAre("usr", "usr/lib"));
  FileTree first;
  first.add_text("app/same", 0644, "same");
  placement_.place(first);
  EXPECT_THAT(paths_of(placement_.place(first)), ElementsAre("app"));
  EXPECT_THAT(placement_.replaced(), IsEmpty());
}

TEST_F(PlacementTest, TellsWhatIsReplaced) {
  tree_.add_text("etc/passwd", 0644, "app");
  tree_.add_text("etc/mtab", 0644, "");
  tree_.add_link("lib/a.so", "a.so.2");
  const FileTree placed = placement_.place(tree_);
  EXPECT_EQ(placed.find("usr/lib/a.so")->text, "a.so.2");
  EXPECT_THAT(placement_.replaced(), ElementsAre("/etc/mtab", "/etc/passwd", "/usr/lib/a.so"));
}

TEST_F(PlacementTest, RefusesAFileWhereTheBaseHasAFolder) {
  tree_.add_text("tmp", 0644, "");
  EXPECT_THAT(refusal(tree_), AllOf(HasSubstr("/tmp of the release is a file"),
                                    HasSubstr("the base image has a folder at /tmp")));
}

TEST_F(PlacementTest, RefusesAFolderWhereTheBaseHasAFile) {
  tree_.add_text("etc/passwd/app", 0644, "");
  EXPECT_THAT(refusal(tree_), HasSubstr("the base image has a file at /etc/passwd"));
}

TEST_F(PlacementTest, RefusesToHideAFolderBehindALink) {
  tree_.add_link("bin", "opt/bin");
  EXPECT_EQ(refusal(tree_), "") << "the base has no /usr/bin that would be hidden";
  FileTree other;
  other.add_text("lib", 0644, "");
  EXPECT_THAT(refusal(other), HasSubstr("the base image has a link to the folder /usr/lib at /lib"));
}

TEST_F(PlacementTest, RefusesTwoFilesForOnePlace) {
  tree_.add_text("lib/b.so", 0644, "one");
  tree_.add_text("usr/lib/b.so", 0644, "two");
  EXPECT_THAT(refusal(tree_), AllOf(HasSubstr("/usr/lib/b.so of the release is a file"),
                                    HasSubstr("/lib/b.so of the release is a file that has the same place")));
}

TEST_F(PlacementTest, RefusesAFolderInThePlaceOfAnEarlierFile) {
  FileTree first;
  first.add_text("app", 0644, "");
  placement_.place(first);
  tree_.add_text("app/bin/app", 0644, "");
  EXPECT_THAT(refusal(tree_), HasSubstr("/app of the release is a file at /app"));
}

TEST_F(PlacementTest, AFolderOfItsOwnHasItsMode) {
  FileTree first;
  first.add_text("home/app/file", 0644, "");
  placement_.place(first);
  tree_.add("home/app", {.kind = FileEntry::Kind::kFolder, .mode = 0700, .owner = 65532});
  const FileTree placed = placement_.place(tree_);
  EXPECT_EQ(placed.find("home/app")->mode, 0700U);
  EXPECT_EQ(placed.find("home/app")->owner, 65532U);
}

}  // namespace
}  // namespace slipway::image
