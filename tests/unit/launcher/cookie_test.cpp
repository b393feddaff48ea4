#include "launcher/cookie.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <iterator>

#include "base/error.hpp"
#include "base/files.hpp"

namespace slipway::launcher {
namespace {

namespace fs = std::filesystem;

class CookieHomes : public testing::Test {
 protected:
  CookieHomes() {
    std::string pattern = (fs::temp_directory_path() / "slipway-cookie-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    user_folder_ = folder_ / ("slipway-" + std::to_string(::geteuid()));
  }
  ~CookieHomes() override { fs::remove_all(folder_); }

  std::optional<CookieHome> make(const std::vector<std::string>& parents) {
    problems_.clear();
    return make_cookie_home(parents, "secret", problems_);
  }

  static mode_t mode_of(const fs::path& path) {
    struct stat status {};
    EXPECT_EQ(::stat(path.c_str(), &status), 0) << path;
    return status.st_mode & ALLPERMS;
  }

  std::ptrdiff_t count_nodes() const {
    return std::distance(fs::directory_iterator(user_folder_), fs::directory_iterator());
  }

  fs::path folder_;
  fs::path user_folder_;
  std::vector<std::string> problems_;
};

TEST_F(CookieHomes, HoldTheCookieWhereOnlyItsOwnerCanReadIt) {
  const std::optional<CookieHome> home = make({folder_});
  ASSERT_TRUE(home);
  EXPECT_EQ(fs::path(home->path).parent_path(), user_folder_);
  EXPECT_EQ(read_file(fs::path(home->path) / ".erlang.cookie"), "secret");
  EXPECT_EQ(mode_of(fs::path(home->path) / ".erlang.cookie"), 0400U);
  EXPECT_EQ(mode_of(home->path), 0700U);
  EXPECT_EQ(mode_of(user_folder_), 0700U);
}

TEST_F(CookieHomes, HaveTheirModesWhateverTheUmaskIs) {
  const mode_t before = ::umask(0777);
  const std::optional<CookieHome> home = make({folder_});
  ::umask(before);
  ASSERT_TRUE(home) << problems_.at(0);
  EXPECT_EQ(mode_of(home->path), 0700U);
  EXPECT_EQ(mode_of(fs::path(home->path) / ".erlang.cookie"), 0400U);
}

TEST_F(CookieHomes, AreLockedByADescriptorThatAProgramInherits) {
  const std::optional<CookieHome> home = make({folder_});
  ASSERT_TRUE(home);
  EXPECT_EQ(::fcntl(home->lock.get(), F_GETFD) & FD_CLOEXEC, 0);
  const FileDescriptor other = open_file(home->path, O_RDONLY | O_DIRECTORY);
  EXPECT_NE(::flock(other.get(), LOCK_EX | LOCK_NB), 0);
}

TEST_F(CookieHomes, OfDeadNodesAreRemovedAtTheNextStart) {
  const std::optional<CookieHome> living = make({folder_});
  std::optional<CookieHome> dead = make({folder_});
  ASSERT_TRUE(living && dead);
  create_file(fs::path(dead->path) / "left behind", "x", 0600);
  const std::string dead_path = dead->path;
  dead.reset();
  const std::optional<CookieHome> next = make({folder_});
  EXPECT_TRUE(fs::exists(living->path));
  EXPECT_FALSE(fs::exists(dead_path));
  EXPECT_EQ(count_nodes(), 2);
}

TEST_F(CookieHomes, LeaveForeignFilesInTheUsersFolderAlone) {
  fs::create_directory(user_folder_);
  fs::permissions(user_folder_, fs::perms::owner_all);
  create_file(user_folder_ / "note", "x", 0600);
  EXPECT_TRUE(make({folder_}));
  EXPECT_TRUE(fs::exists(user_folder_ / "note"));
}

TEST_F(CookieHomes, DoNotCreateWhatTheyLieIn) {
  const fs::path missing = folder_ / "a/b";
  EXPECT_FALSE(make({"/proc/nowhere", missing}));
  EXPECT_FALSE(fs::exists(missing));
  EXPECT_EQ(problems_.size(), 2U);
}

TEST_F(CookieHomes, PassOverAFolderOfTheUserThatOthersCanEnter) {
  fs::create_directory(user_folder_);
  fs::permissions(user_folder_, fs::perms::owner_all | fs::perms::group_exec);
  fs::create_directory(folder_ / "other");
  const std::optional<CookieHome> home = make({folder_, folder_ / "other"});
  ASSERT_TRUE(home);
  EXPECT_TRUE(home->path.starts_with((folder_ / "other").string()));
  EXPECT_NE(problems_.at(0).find("does not have mode 0700"), std::string::npos);
}

TEST_F(CookieHomes, PassOverALinkInThePlaceOfTheUsersFolder) {
  fs::create_directory(folder_ / "target");
  fs::permissions(folder_ / "target", fs::perms::owner_all);
  fs::create_directory_symlink(folder_ / "target", user_folder_);
  EXPECT_FALSE(make({folder_}));
  EXPECT_TRUE(fs::is_empty(folder_ / "target"));
}

TEST_F(CookieHomes, PassOverAFolderOfTheUserThatBelongsToAnother) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  fs::create_directory(user_folder_);
  fs::permissions(user_folder_, fs::perms::owner_all);
  ASSERT_EQ(::chown(user_folder_.c_str(), 12345, 12345), 0);
  EXPECT_FALSE(make({folder_}));
  EXPECT_NE(problems_.at(0).find("belongs to another user"), std::string::npos);
}

TEST_F(CookieHomes, PassOverAFolderWhereAnyUserCanRenameFiles) {
  fs::permissions(folder_, fs::perms::all);
  EXPECT_FALSE(make({folder_}));
  fs::permissions(folder_, fs::perms::all | fs::perms::sticky_bit);
  EXPECT_TRUE(make({folder_}));
}

TEST(Cookies, AreOneTo255PrintableAsciiCharacters) {
  EXPECT_NO_THROW(check_cookie("a", "test"));
  EXPECT_NO_THROW(check_cookie("a b~!", "test"));
  EXPECT_NO_THROW(check_cookie(std::string(255, 'x'), "test"));
  for (const std::string& cookie :
       {std::string(), std::string(256, 'x'), std::string(" a"), std::string("a "), std::string("a\nb"),
        std::string("a\tb"), std::string("\xc3\xa4")}) {
    EXPECT_THROW(check_cookie(cookie, "test"), Error) << cookie;
  }
}

TEST(Cookies, AreInNoErrorMessage) {
  try {
    check_cookie("se cret\n", "RELEASE_COOKIE");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.message().find("cret"), std::string::npos);
    EXPECT_NE(error.message().find("RELEASE_COOKIE"), std::string::npos);
  }
}

}  // namespace
}  // namespace slipway::launcher
