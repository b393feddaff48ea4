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
  IncludedFiles include(const std::vector<std::string>& paths, const RootView* base = nullptr) const {
    return include_files(paths, root_, base);
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

TEST_F(IncludedFilesTest, RefusesWhatAnImageCantHold) {
  machine().write("opt/file", "");
  ASSERT_EQ(::mkfifo((machine() / "opt/pipe").c_str(), 0600), 0);
  EXPECT_EQ(error_of([&] { include({"/opt"}); }),
            "include: /opt/pipe is no file, folder or link; an image can't hold it");
  EXPECT_THAT(error_of([&] { include({"/opt/nothing"}); }),
              HasSubstr("there is no /opt/nothing on this machine"));
  EXPECT_THAT(error_of([&] { include({"/opt/.."}); }), HasSubstr("/ is the whole machine"));
}

}  // namespace
}  // namespace slipway::image
