#include "image/included_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "error_support.hpp"
#include "image/elf_support.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::image {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

namespace fs = std::filesystem;

class IncludedFilesTest : public testing::Test {
 protected:
  const TemporaryFolder& machine() const { return folder_; }
  IncludedFiles include(const std::vector<std::string>& paths, const RootView* base = nullptr,
                        const std::string& user = "65532:65532") const {
    return include_files(paths, root_, base, user);
  }

 private:
  TemporaryFolder folder_;
  FolderRoot root_{folder_.path()};
};

TEST_F(IncludedFilesTest, TakesAFolderWithTheLinksInIt) {
  machine().write("opt/data/deep/file", "text");
  fs::create_symlink("deep/file", machine() / "opt/data/link");
  fs::create_directory_symlink("opt/data", machine() / "data");
  const IncludedFiles included = include({"/data"});
  EXPECT_EQ(included.files.find("data")->text, "opt/data");
  EXPECT_EQ(included.files.find("opt/data/link")->text, "deep/file");
  EXPECT_NE(included.files.find("opt/data/deep/file"), nullptr);
  EXPECT_THAT(included.copied, ElementsAre("/opt/data/deep/file"));
}

TEST_F(IncludedFilesTest, NamesThePrograms) {
  machine().write("usr/bin/tool-2", elf_with({}));
  fs::create_symlink("tool-2", machine() / "usr/bin/tool");
  const IncludedFiles included = include({"/usr/bin/tool"});
  ASSERT_EQ(included.programs.size(), 1U);
  EXPECT_EQ(included.programs.front().path, "/usr/bin/tool-2");
  EXPECT_EQ(included.files.find("usr/bin/tool")->text, "tool-2");
}

TEST_F(IncludedFilesTest, RefusesAScriptWithoutItsInterpreterAndNamesTheProgram) {
  machine().write("usr/bin/psql", "#! /usr/bin/perl -w\n");
  machine().write("usr/bin/perl", elf_with({}));
  machine().write("usr/lib/postgresql/15/bin/psql", elf_with({}));
  EXPECT_EQ(
      error_of([&] { include({"/usr/bin/psql"}); }),
      "include: /usr/bin/psql is a script for /usr/bin/perl, which the image does not have; the program "
      "itself is /usr/lib/postgresql/15/bin/psql: include that instead");
  EXPECT_EQ(include({"/usr/bin/psql", "/usr/bin/perl"}).programs.size(), 1U);
  const FolderRoot base(machine().path());
  EXPECT_EQ(include({"/usr/bin/psql"}, &base).programs.size(), 0U) << "the base has perl";
}

TEST_F(IncludedFilesTest, LooksForTheProgramByTheNameThatWasAskedFor) {
  machine().write("usr/share/postgresql-common/pg_wrapper", "#! /usr/bin/perl -w\n");
  machine().write("usr/lib/postgresql/15/bin/psql", elf_with({}));
  fs::create_directories(machine() / "usr/bin");
  fs::create_symlink("../share/postgresql-common/pg_wrapper", machine() / "usr/bin/psql");
  EXPECT_THAT(
      error_of([&] { include({"/usr/bin/psql"}); }),
      HasSubstr("/usr/bin/psql is a script for /usr/bin/perl, which the image does not have; the program "
                "itself is /usr/lib/postgresql/15/bin/psql"));
}

TEST_F(IncludedFilesTest, RefusesWhatAnImageCantHold) {
  machine().write("opt/file", "");
  ASSERT_EQ(::mkfifo((machine() / "opt/pipe").c_str(), 0600), 0);
  EXPECT_EQ(error_of([&] { include({"/opt"}); }),
            "include: /opt/pipe is no file, folder or link; an image can't hold it");
  EXPECT_THAT(error_of([&] { include({"/opt/nothing"}); }),
              HasSubstr("there is no /opt/nothing on this machine"));
  EXPECT_THAT(error_of([&] { include({"/opt/.."}); }), HasSubstr("/ is the whole machine"));
}

TEST_F(IncludedFilesTest, RefusesWhatTheUserOfTheImageCouldNotRead) {
  using fs::perms;
  machine().write("etc/app/key.pem", "a secret");
  fs::permissions(machine() / "etc/app/key.pem", perms::owner_read | perms::owner_write);
  EXPECT_EQ(
      error_of([&] { include({"/etc/app"}); }),
      "include: /etc/app/key.pem has the mode 0600, with which user 65532 of the image can't use it; if it "
      "is no secret, for whoever can pull the image can read it, `chmod a+rX /etc/app/key.pem`; give "
      "secrets to the container as it starts");
  EXPECT_EQ(error_of([&] { include({"/etc/app"}, nullptr, "0:0"); }), "") << "root can read it";
  fs::permissions(machine() / "etc/app/key.pem", perms::group_read, fs::perm_options::add);
  EXPECT_EQ(error_of([&] { include({"/etc/app"}, nullptr, "1000:0"); }), "") << "its group can read it";
  fs::permissions(machine() / "etc/app/key.pem", perms::others_read, fs::perm_options::add);
  fs::permissions(machine() / "etc/app", perms::owner_all);
  EXPECT_THAT(error_of([&] { include({"/etc/app"}); }), HasSubstr("/etc/app has the mode 0700"));
}

TEST_F(IncludedFilesTest, RefusesAProgramThatOnlyItsOwnerMayExecute) {
  machine().write("usr/bin/tool", elf_with({}));
  fs::permissions(machine() / "usr/bin/tool", fs::perms(0744));
  EXPECT_THAT(error_of([&] { include({"/usr/bin/tool"}); }), HasSubstr("/usr/bin/tool has the mode 0744"));
}

}  // namespace
}  // namespace slipway::image
