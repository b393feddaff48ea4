#include "cli/source_control.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "error_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::cli {
namespace {

TEST(WebAddress, HasNothingThatMayBeASecret) {
  EXPECT_EQ(web_address("https://user:token@example.org/team/shop.git"), "https://example.org/team/shop");
  EXPECT_EQ(web_address("https://token@example.org:8443/team/shop/"), "https://example.org:8443/team/shop");
  EXPECT_EQ(web_address("http://example.org/shop"), "http://example.org/shop");
}

TEST(WebAddress, IsThatOfARepositoryReachedBySsh) {
  EXPECT_EQ(web_address("git@example.org:team/shop.git"), "https://example.org/team/shop");
  EXPECT_EQ(web_address("example.org:/team/shop.git"), "https://example.org/team/shop");
  EXPECT_EQ(web_address("ssh://git@example.org:2222/team/shop.git"), "https://example.org/team/shop");
  EXPECT_EQ(web_address("git://example.org/team/shop.git"), "https://example.org/team/shop");
}

TEST(WebAddress, IsNotThatOfAFolder) {
  EXPECT_EQ(web_address("/srv/git/shop.git"), "");
  EXPECT_EQ(web_address("../shop:2.git"), "");
  EXPECT_EQ(web_address("https://example.org"), "");
  EXPECT_EQ(web_address(""), "");
}

class LastCommit : public testing::Test {
 protected:
  void git(const std::string& words) const {
    const std::string command =
        "cd " + folder_.path().string() + " && env -u GIT_DIR HOME=" + folder_.path().string() +
        " GIT_COMMITTER_DATE='1700000000 +0100' git -c user.name=a -c user.email=a@b " + words +
        " >git.log 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0)  // NOLINT(concurrency-mt-unsafe,cert-env33-c): the peer
        << command;
  }
  TemporaryFolder folder_;
};

TEST_F(LastCommit, IsToldWithItsTimeAndWhetherFilesDiffer) {
  git("init");
  EXPECT_FALSE(last_commit(folder_.path())) << "there is none";
  folder_.write("mix.exs", "one");
  git("add mix.exs");
  git("commit -m first");
  git("remote add origin git@example.org:team/shop.git");
  const std::optional<Commit> clean = last_commit(folder_.path());
  ASSERT_TRUE(clean);
  EXPECT_EQ(clean->revision.size(), 40U);
  EXPECT_EQ(clean->time, 1'700'000'000);
  EXPECT_EQ(clean->url, "https://example.org/team/shop");
  std::filesystem::remove(folder_ / "mix.exs");
  folder_.write("mix.exs", "other");
  EXPECT_EQ(last_commit(folder_.path())->revision, clean->revision + "-dirty");
}

TEST_F(LastCommit, IsNotThereOutsideOfARepository) { EXPECT_FALSE(last_commit(folder_.path())); }

TEST(SourceDateEpoch, IsTakenFromTheEnvironment) {
  // NOLINTBEGIN(concurrency-mt-unsafe): the tests of a program run one after the other
  ::unsetenv("SOURCE_DATE_EPOCH");
  EXPECT_EQ(source_date_epoch(), std::nullopt);
  ::setenv("SOURCE_DATE_EPOCH", "1700000000", 1);
  EXPECT_EQ(source_date_epoch(), 1'700'000'000);
  for (const char* wrong : {"now", "-1", "1.5", "8589934592", " 1", "99999999999999999999"}) {
    ::setenv("SOURCE_DATE_EPOCH", wrong, 1);
    EXPECT_NE(error_of([] { source_date_epoch(); }), "") << wrong;
  }
  ::unsetenv("SOURCE_DATE_EPOCH");
  // NOLINTEND(concurrency-mt-unsafe)
}

TEST(UtcTime, IsWrittenAsRfc3339) {
  EXPECT_EQ(utc_time(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(utc_time(946'684'800), "2000-01-01T00:00:00Z");
  EXPECT_EQ(utc_time(1'700'000'000), "2023-11-14T22:13:20Z");
}

}  // namespace
}  // namespace slipway::cli
