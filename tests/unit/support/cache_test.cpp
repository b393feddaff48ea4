#include "support/cache.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "base/files.hpp"
#include "temporary_folder_support.hpp"

namespace slipway {
namespace {

namespace fs = std::filesystem;

class CacheTest : public testing::Test {
 protected:
  CacheTest() { ::setenv("XDG_CACHE_HOME", (folder_ / "cache").c_str(), 1); }
  ~CacheTest() override { ::unsetenv("XDG_CACHE_HOME"); }

  // The one file of a kind.
  fs::path only_entry(const std::string& kind) const {
    const fs::directory_iterator entries(folder_ / ("cache/slipway/" + kind));
    return entries->path();
  }

  TemporaryFolder folder_;
};

TEST_F(CacheTest, GivesBackWhatItWasGiven) {
  const Cache cache = Cache::open().value();
  cache.put("trees", "/a", std::string("\0bytes", 6));
  EXPECT_EQ(cache.get("trees", "/a"), std::string("\0bytes", 6));
  cache.put("trees", "/a", "others");
  EXPECT_EQ(Cache::open().value().get("trees", "/a"), "others");
  cache.remove("trees", "/a");
  EXPECT_FALSE(cache.get("trees", "/a"));
}

TEST_F(CacheTest, KeepsKindsAndKeysApart) {
  const Cache cache = Cache::open().value();
  cache.put("trees", "/a", "1");
  EXPECT_FALSE(cache.get("trees", "/b"));
  EXPECT_FALSE(cache.get("releases", "/a"));
}

TEST_F(CacheTest, IsForItsOwnerAlone) {
  Cache::open().value().put("trees", "/a", "1");
  EXPECT_EQ(fs::status(folder_ / "cache/slipway").permissions(), fs::perms(0700));
  EXPECT_EQ(fs::status(only_entry("trees")).permissions(), fs::perms(0600));
}

TEST_F(CacheTest, TakesADamagedEntryForNone) {
  const Cache cache = Cache::open().value();
  cache.put("trees", "/a", "payload");
  const fs::path entry = only_entry("trees");
  const std::string good = read_file(entry);
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    { std::ofstream(entry) << bad; }
    EXPECT_FALSE(cache.get("trees", "/a")) << "byte " << i;
    { std::ofstream(entry) << good.substr(0, i); }
    EXPECT_FALSE(cache.get("trees", "/a")) << "cut at " << i;
  }
  { std::ofstream(entry) << good; }
  EXPECT_EQ(cache.get("trees", "/a"), "payload");
}

TEST_F(CacheTest, KeepsTheLastEntriesOfAKind) {
  const Cache cache = Cache::open().value();
  for (std::size_t i = 0; i < Cache::kMostEntries + 10; ++i) cache.put("trees", std::to_string(i), "x");
  std::size_t count = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder_ / "cache/slipway/trees"))
    if (entry.is_regular_file()) ++count;
  EXPECT_EQ(count, Cache::kMostEntries);
  EXPECT_TRUE(cache.get("trees", std::to_string(Cache::kMostEntries + 9)));
}

TEST_F(CacheTest, IsNoneWhereAFileStandsInItsPlace) {
  folder_.write("cache/slipway", "a file");
  EXPECT_FALSE(Cache::open());
}

TEST_F(CacheTest, ForgetsWhatItCanNotWrite) {
  const Cache cache = Cache::open().value();
  cache.put("trees", "/a", "1");
  fs::remove_all(folder_ / "cache/slipway/trees");
  folder_.write("cache/slipway/trees", "a file");
  cache.put("trees", "/a", "2");
  EXPECT_FALSE(cache.get("trees", "/a"));
}

}  // namespace
}  // namespace slipway
