#include "support/staging.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.hpp"
#include "error_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kLeftOver = ".a.slipway-0123456789abcdef";

TEST(Staging, PublishesAFileInPlaceOfTheOldOne) {
  const TemporaryFolder folder;
  folder.write("a", "old");
  {
    Staging staging(folder / "a", Staging::Form::kFile);
    EXPECT_TRUE(Staging::is_staging_name(staging.path().filename().string()));
    write_all(staging.file(), "new", "a");
    EXPECT_EQ(read_file(folder / "a"), "old");
    staging.publish_file(folder / "a");
  }
  EXPECT_EQ(listing(folder.path()), "a = new\n");
}

TEST(Staging, RemovesWhatWasNotPublished) {
  const TemporaryFolder folder;
  {
    const Staging file(folder / "a", Staging::Form::kFile);
    const Staging other(folder / "b", Staging::Form::kFolder);
    create_file(other.path() / "x", "", 0644);
  }
  EXPECT_EQ(listing(folder.path()), "");
}

TEST(Staging, RemovesWhatDeadRunsLeftAndNothingElse) {
  const TemporaryFolder folder;
  folder.write(std::string(kLeftOver), "left");
  folder.write(".a.slipway-mine", "not of this form");
  folder.write(".b.slipway-0123456789abcdef", "of another target");
  const Staging alive(folder / "a", Staging::Form::kFile);
  const Staging next(folder / "a", Staging::Form::kFile);
  EXPECT_FALSE(fs::exists(folder / kLeftOver));
  EXPECT_TRUE(fs::exists(folder / ".a.slipway-mine"));
  EXPECT_TRUE(fs::exists(folder / ".b.slipway-0123456789abcdef"));
  EXPECT_TRUE(fs::exists(alive.path())) << "it is locked by a run that lives";
}

TEST(Staging, TakesNamesOfAnyLength) {
  const TemporaryFolder folder;
  const fs::path target = folder / std::string(255, 'n');
  Staging staging(target, Staging::Form::kFile);
  staging.publish_file(target);
  EXPECT_TRUE(fs::exists(target));
}

TEST(Staging, NamesTheTargetWhereNothingCanBeMade) {
  EXPECT_THAT(error_of([] { Staging("/proc/a", Staging::Form::kFile); }),
              testing::StartsWith("nothing can be written beside /proc/a: open /proc/.a.slipway-"));
}

}  // namespace
}  // namespace slipway
