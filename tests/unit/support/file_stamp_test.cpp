#include "support/file_stamp.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "temporary_folder_support.hpp"

namespace slipway {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kSecond = 1'000'000'000;

TEST(FileStamps, ChangeWithContentModeAndName) {
  const TemporaryFolder folder;
  folder.write("file", "1");
  const auto now = [&] {
    wait_for_file_clock();
    return stamp_of_entry(folder / "file").value();
  };
  const FileStamp first = now();
  EXPECT_EQ(now(), first);
  { std::ofstream(folder / "file") << "2"; }
  const FileStamp second = now();
  EXPECT_NE(second, first);
  fs::permissions(folder / "file", fs::perms(0600));
  const FileStamp third = now();
  EXPECT_NE(third, second);
  fs::create_hard_link(folder / "file", folder / "other");
  EXPECT_NE(now(), third);
}

TEST(FileStamps, OfLinksAreTheirOwnOrThoseOfWhatTheyLeadTo) {
  const TemporaryFolder folder;
  folder.write("file", "1");
  fs::create_symlink("file", folder / "link");
  EXPECT_EQ(stamp_behind_links(folder / "link"), stamp_of_entry(folder / "file"));
  EXPECT_NE(stamp_of_entry(folder / "link"), stamp_of_entry(folder / "file"));
}

TEST(FileStamps, AreNoneWhereThereIsNoFile) {
  const TemporaryFolder folder;
  folder.write("file", "1");
  EXPECT_FALSE(stamp_of_entry(folder / "none"));
  EXPECT_FALSE(stamp_behind_links(folder / "file/none"));
  fs::create_symlink("none", folder / "link");
  EXPECT_FALSE(stamp_behind_links(folder / "link"));
}

TEST(FileStamps, AreSettledOnceTheClockHasGoneOn) {
  const std::int64_t changed = 1000 * kSecond + 1;
  EXPECT_FALSE(is_settled({.changed = changed}, changed));
  EXPECT_FALSE(is_settled({.changed = changed}, changed + kSecond / 100));
  EXPECT_TRUE(is_settled({.changed = changed}, changed + kSecond / 10));
}

TEST(FileStamps, OfFileSystemsWithWholeSecondsTakeLonger) {
  const std::int64_t changed = 1000 * kSecond;
  EXPECT_FALSE(is_settled({.changed = changed}, changed + kSecond));
  EXPECT_TRUE(is_settled({.changed = changed}, changed + 3 * kSecond));
}

TEST(FileStamps, OfTheFutureAreNeverSettled) {
  EXPECT_FALSE(is_settled({.changed = 2000 * kSecond + 1}, 1000 * kSecond));
}

}  // namespace
}  // namespace slipway
