#include "support/tree_record.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "base/files.hpp"
#include "corpus_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway {
namespace {

namespace fs = std::filesystem;

constexpr HostileFile kHostile[] = {
    {"empty", ": at byte 0: expected 2 bytes of a number of recipes, found 0"},
    {"files_4_billion", ": at byte 6: expected at most 0 files, found 4294967295"},
    {"more_behind", ": at byte 6: expected the end"},
    {"not_sorted", ": at byte 80: paths are not sorted"},
    {"path_longer_than_the_file", ": at byte 10: expected 256 bytes of a path, found 60"},
    {"recipe_of_4_gib", ": at byte 6: expected 4294967295 bytes of a recipe, found 0"},
    {"recipe_unknown", ": at byte 53: there is no recipe 0"},
    {"recipes_cut", ": at byte 10: expected 4 bytes of a length, found 0"},
    {"source_missing", ": at byte 61: expected 8 bytes of an inode, found 0"},
    {"twice", ": at byte 90: paths are not sorted"},
};

TEST(TreeRecords, ThatAreDamagedAreRefusedWithTheirReason) {
  expect_corpus("tree_record", kHostile, [](auto bytes, auto source) { read_tree_record(bytes, source); });
}

TEST(TreeRecords, ThatAreCutShortAreRefused) {
  expect_refused_when_cut(corpus_file("tree_record/good_two_files.record"),
                          [](auto bytes, auto source) { read_tree_record(bytes, source); });
}

TEST(TreeRecords, ComeBack) {
  const std::string bytes = corpus_file("tree_record/good_two_files.record");
  const TreeRecord record = read_tree_record(bytes, "record");
  ASSERT_EQ(record.size(), 2u);
  EXPECT_EQ(record[0].path, "lib/a");
  EXPECT_EQ(record[0].written.inode, 1u);
  EXPECT_EQ(record[0].provenance.value().recipe, "copy");
  EXPECT_EQ(record[0].provenance.value().source.inode, 2u);
  EXPECT_EQ(record[0].provenance.value().source.changed, 1'700'000'000'000'000'002);
  EXPECT_EQ(record[1].path, "releases/COOKIE");
  EXPECT_FALSE(record[1].provenance);
  EXPECT_EQ(write_tree_record(record), bytes);
}

class RecordedTree : public testing::Test {
 protected:
  RecordedTree() {
    folder_.write("tree/lib/a", "stripped");
    folder_.write("source", "whole");
    fs::create_directory(folder_ / "next");
    take_stamps(record_, folder_ / "tree");
  }

  bool links(const Provenance& provenance) const {
    return ReusableFiles(folder_ / "tree", record_).link("lib/a", provenance, folder_ / "next/a");
  }

  TemporaryFolder folder_;
  const Provenance provenance_{stamp_behind_links(folder_ / "source").value_or(FileStamp()), "strip"};
  TreeRecord record_ = {{"lib/a", {}, provenance_}};
};

TEST_F(RecordedTree, GivesAFileOfTheSameSourceAndRecipe) {
  EXPECT_TRUE(links(provenance_));
  EXPECT_EQ(read_file(folder_ / "next/a"), "stripped");
  EXPECT_TRUE(fs::equivalent(folder_ / "next/a", folder_ / "tree/lib/a"));
}

TEST_F(RecordedTree, GivesNothingForAnotherRecipe) {
  EXPECT_FALSE(links({provenance_.source, "copy"}));
  EXPECT_FALSE(fs::exists(folder_ / "next/a"));
}

TEST_F(RecordedTree, GivesNothingOnceTheSourceWasWritten) {
  fs::remove(folder_ / "source");
  folder_.write("source", "whole");
  EXPECT_FALSE(links({stamp_behind_links(folder_ / "source").value(), "strip"}));
}

TEST_F(RecordedTree, GivesNothingThatWasChangedEvenIfTheTimeWasSetBack) {
  const fs::file_time_type before = fs::last_write_time(folder_ / "tree/lib/a");
  wait_for_file_clock();
  { std::ofstream(folder_ / "tree/lib/a") << "Stripped"; }
  fs::last_write_time(folder_ / "tree/lib/a", before);
  EXPECT_FALSE(links(provenance_));
  EXPECT_FALSE(is_unchanged(record_, folder_ / "tree"));
}

TEST_F(RecordedTree, GivesNothingThatHasAnotherMode) {
  wait_for_file_clock();
  fs::permissions(folder_ / "tree/lib/a", fs::perms(0600));
  EXPECT_FALSE(links(provenance_));
}

TEST_F(RecordedTree, GivesNoLinkThatTookTheFilesPlace) {
  fs::rename(folder_ / "tree/lib/a", folder_ / "tree/lib/b");
  fs::create_symlink("b", folder_ / "tree/lib/a");
  EXPECT_FALSE(links(provenance_));
}

TEST_F(RecordedTree, IsUnchangedWhileNothingOfItChanges) {
  EXPECT_TRUE(is_unchanged(record_, folder_ / "tree"));
  folder_.write("tree/lib/of_the_user", "kept");
  EXPECT_TRUE(is_unchanged(record_, folder_ / "tree"));
  fs::remove(folder_ / "tree/lib/a");
  EXPECT_FALSE(is_unchanged(record_, folder_ / "tree"));
}

}  // namespace
}  // namespace slipway
