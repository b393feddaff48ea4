#include "assets/clean.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "assets/cache_manifest.hpp"
#include "assets/digest.hpp"
#include "error_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::assets {
namespace {

namespace fs = std::filesystem;

class Versions : public testing::Test {
 protected:
  /// app.js becomes "1", "2", ... with an hour between them.
  explicit Versions(int count = 5) {
    for (int version = 1; version <= count; ++version) {
      folder_.write("static/app.js", std::to_string(version));
      now_ = version * 3600;
      digest({.input = folder_ / "static", .output = folder_ / "static", .time = now_, .now = now_});
    }
  }

  std::size_t versions() const { return read_cache_manifest(folder_ / "static").digests.size(); }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_ / "static"), {}));
  }

  TemporaryFolder folder_;
  std::int64_t now_ = 0;
};

TEST_F(Versions, GoWhereTheyAreTooMany) {
  EXPECT_EQ(versions(), 5u);
  EXPECT_EQ(clean({.folder = folder_ / "static", .age = 100'000, .keep = 2, .now = now_}), 4u);
  EXPECT_EQ(versions(), 3u);
  EXPECT_EQ(files(), 2u + 3 * 2 + 1) << "the original and its .gz, the versions with theirs, the manifest";
}

TEST_F(Versions, GoWhereTheyAreTooOld) {
  // Those that were replaced one, two and three hours ago, and the one that was just now.
  EXPECT_EQ(clean({.folder = folder_ / "static", .age = 3600, .keep = 10, .now = now_}), 4u);
  EXPECT_EQ(versions(), 3u);
}

TEST_F(Versions, StayWhereTheyAreTheLatest) {
  EXPECT_EQ(clean({.folder = folder_ / "static", .age = 0, .keep = 0, .now = now_ + 1'000'000}), 8u);
  EXPECT_EQ(versions(), 1u);
  EXPECT_EQ(clean({.folder = folder_ / "static", .age = 0, .keep = 0, .now = now_ + 1'000'000}), 0u);
}

TEST_F(Versions, GoAllTogether) {
  EXPECT_EQ(clean_all(folder_ / "static"), 5u * 2 + 1 + 1);
  EXPECT_EQ(files(), 1u);
  EXPECT_EQ(clean_all(folder_ / "static"), 0u);
}

TEST(Cleaning, FollowsNoLinkOutOfTheFolder) {
  TemporaryFolder folder;
  folder.write("uploads/cat-1.png", "1");
  folder.write("static/cache_manifest.json",
               R"({"version":1,"latest":{},"digests":{"uploads/cat-1.png":)"
               R"({"logical_path":"uploads/cat.png","mtime":1,"size":1,"digest":"1"}}})");
  fs::create_directory_symlink("../uploads", folder / "static/uploads");
  EXPECT_EQ(clean_all(folder / "static"), 1u) << "the manifest alone";
  EXPECT_TRUE(fs::exists(folder / "uploads/cat-1.png"));
}

TEST(Cleaning, BelievesNoPathOutOfTheFolder) {
  TemporaryFolder folder;
  folder.write("secret", "1");
  fs::create_directory(folder / "static");
  for (const char* path : {"../secret", "/etc/passwd", "a/../../secret", ""}) {
    folder.write("static/cache_manifest.json",
                 std::string(R"({"version":1,"latest":{},"digests":{")") + path +
                     R"(":{"logical_path":"a","mtime":1,"size":1,"digest":"1"}}})");
    EXPECT_THAT(error_of([&] { clean_all(folder / "static"); }),
                testing::HasSubstr("no path below the folder"));
    EXPECT_TRUE(fs::exists(folder / "secret"));
  }
}

}  // namespace
}  // namespace slipway::assets
