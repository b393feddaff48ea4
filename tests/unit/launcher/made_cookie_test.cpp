#include "launcher/made_cookie.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <set>
#include <thread>

#include "base/error.hpp"
#include "base/files.hpp"

namespace slipway::launcher {
namespace {

namespace fs = std::filesystem;

class MadeCookies : public testing::Test {
 protected:
  MadeCookies() {
    std::string pattern = (fs::temp_directory_path() / "slipway-made-cookie-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    for (const char* parent : {"first", "second"}) {
      fs::create_directory(folder_ / parent);
      parents_.push_back(folder_ / parent);
    }
    user_folder_ = folder_ / "first" / ("slipway-" + std::to_string(::geteuid()));
    file_ = user_folder_ / "cookie-shop";
  }
  ~MadeCookies() override { fs::remove_all(folder_); }

  std::string make() { return make_cookie_below(parents_, "shop").value; }

  std::optional<Cookie> find() {
    problems_.clear();
    return find_cookie_below(parents_, "shop", problems_);
  }

  void make_user_folder(const fs::path& path) {
    fs::create_directory(path);
    fs::permissions(path, fs::perms::owner_all);
  }

  fs::path folder_;
  std::vector<std::string> parents_;
  fs::path user_folder_;
  fs::path file_;
  std::vector<std::string> problems_;
};

TEST_F(MadeCookies, AreTheSameForWhoeverComesLater) {
  const std::string cookie = make();
  EXPECT_EQ(cookie.size(), 52U);
  EXPECT_EQ(make(), cookie);
  ASSERT_TRUE(find());
  EXPECT_EQ(find()->value, cookie);
  EXPECT_EQ(find()->source, file_);
}

TEST_F(MadeCookies, AreNotMadeByWhoOnlyLooks) {
  EXPECT_FALSE(find());
  EXPECT_TRUE(problems_.empty());
  EXPECT_FALSE(fs::exists(user_folder_));
}

TEST_F(MadeCookies, AreReadableForTheirOwnerAlone) {
  make();
  struct stat status {};
  ASSERT_EQ(::stat(file_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & ALLPERMS, 0400U);
  ASSERT_EQ(::stat(user_folder_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & ALLPERMS, 0700U);
}

TEST_F(MadeCookies, AreTheSameForAllThatStartAtOnce) {
  std::vector<std::string> seen(16);
  std::vector<std::thread> starts;
  starts.reserve(seen.size());
  for (std::string& cookie : seen) starts.emplace_back([&] { cookie = make(); });
  for (std::thread& start : starts) start.join();
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), 1U);
}

TEST_F(MadeCookies, OfTwoReleasesDiffer) { EXPECT_NE(make(), make_cookie_below(parents_, "other").value); }

TEST_F(MadeCookies, GoIntoTheNextFolderWhereTheFirstIsNoneOfOurs) {
  fs::permissions(folder_ / "first", fs::perms::all);
  const std::string cookie = make();
  EXPECT_FALSE(fs::exists(user_folder_));
  ASSERT_TRUE(find());
  EXPECT_EQ(find()->value, cookie);
}

TEST_F(MadeCookies, ThatExistCountBeforeThoseThatCouldBeMade) {
  const std::string cookie = make_cookie_below({parents_[1]}, "shop").value;
  EXPECT_EQ(make(), cookie);
  EXPECT_FALSE(fs::exists(file_));
}

TEST_F(MadeCookies, AreNotTakenFromAFolderThatOthersCanEnter) {
  make_user_folder(user_folder_);
  create_file(file_, "planted", 0444);
  fs::permissions(user_folder_, fs::perms::owner_all | fs::perms::others_all);
  EXPECT_FALSE(find());
  EXPECT_EQ(problems_.size(), 1U);
  EXPECT_NE(make(), "planted");
}

TEST_F(MadeCookies, AreNotTakenFromALink) {
  create_file(folder_ / "elsewhere", "planted", 0444);
  make_user_folder(user_folder_);
  fs::create_symlink(folder_ / "elsewhere", file_);
  EXPECT_FALSE(find());
  EXPECT_NE(make(), "planted");
}

TEST_F(MadeCookies, AreNotTakenFromAPipe) {
  make_user_folder(user_folder_);
  ASSERT_EQ(::mkfifo(file_.c_str(), 0600), 0);
  EXPECT_FALSE(find());
  EXPECT_NE(problems_.at(0).find("is no file of this user"), std::string::npos);
}

TEST_F(MadeCookies, AreNotTakenFromAnEmptyFile) {
  make_user_folder(user_folder_);
  create_file(file_, "", 0400);
  EXPECT_FALSE(find());
  EXPECT_NE(problems_.at(0).find("is empty"), std::string::npos);
}

TEST_F(MadeCookies, AreWrittenAnewWhereAStartWasKilledWhileItWrote) {
  make_user_folder(user_folder_);
  create_file(user_folder_ / "cookie-shop.new", "half", 0400);
  EXPECT_EQ(make().size(), 52U);
  EXPECT_FALSE(fs::exists(user_folder_ / "cookie-shop.new"));
}

TEST_F(MadeCookies, NeedAFolder) {
  parents_ = {folder_ / "none", "/proc/none"};
  try {
    make();
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(error.message().find("set RELEASE_COOKIE or RELEASE_COOKIE_FILE"), std::string::npos);
    EXPECT_NE(error.message().find("none: "), std::string::npos);
  }
}

class Remarks : public MadeCookies {
 protected:
  std::string remark(std::vector<std::string> variables) {
    const Release release{
        folder_, "0.1.0", folder_ / "releases/0.1.0", {"shop", "0.1.0", "13.1.5", true, {}, {}, {}}};
    return remark_on_made_cookie(release, Environment(std::move(variables)));
  }
};

TEST_F(Remarks, AreMadeWhereNodesMayFormACluster) {
  fs::create_directories(folder_ / "lib/dns_cluster_tools-1.0");
  EXPECT_EQ(remark({"RELEASE_DISTRIBUTION=sname"}), "");
  EXPECT_NE(remark({"RELEASE_DISTRIBUTION=name"}).find("the node has a long name"), std::string::npos);
  fs::create_directories(folder_ / "lib/dns_cluster-0.2.0");
  EXPECT_NE(remark({"RELEASE_DISTRIBUTION=sname"}).find("the release has dns_cluster"), std::string::npos);
}

}  // namespace
}  // namespace slipway::launcher
