#include "launcher/terminal_pipes.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "base/error.hpp"
#include "base/files.hpp"

namespace slipway::launcher {
namespace {

namespace fs = std::filesystem;

class TerminalPipeFolder : public testing::Test {
 protected:
  TerminalPipeFolder() {
    std::string pattern = (fs::temp_directory_path() / "slipway-pipes-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~TerminalPipeFolder() override { fs::remove_all(folder_); }

  std::string refusal() const {
    try {
      open_running_pipes(folder_);
    } catch (const Error& error) {
      return error.message();
    }
    return "";
  }

  fs::path folder_;
};

TEST_F(TerminalPipeFolder, GivesTheNumberAfterTheHighest) {
  create_file(folder_ / "erlang.pipe.7.r", "", 0600);
  create_file(folder_ / "erlang.pipe.x", "", 0600);
  const TerminalPipes first(folder_);
  const TerminalPipes second(folder_);
  EXPECT_EQ(first.path(), folder_ / "erlang.pipe.8");
  EXPECT_EQ(second.path(), folder_ / "erlang.pipe.9");
}

TEST_F(TerminalPipeFolder, HoldsPipesForTheUserAloneAsLongAsTheyAreUsed) {
  {
    const ::mode_t before = ::umask(0277);
    const TerminalPipes pipes(folder_ / "new");
    ::umask(before);
    EXPECT_EQ(fs::status(pipes.path() + ".r").permissions(), fs::perms(0600));
    EXPECT_EQ(fs::status(pipes.path() + ".w").permissions(), fs::perms(0600));
  }
  EXPECT_TRUE(fs::is_empty(folder_ / "new"));
}

TEST_F(TerminalPipeFolder, LeadsToTheHighestPipesThatSomeoneListensTo) {
  const TerminalPipes running(folder_);
  const TerminalPipes dead(folder_);
  const FileDescriptor typed = running.open_typed();
  EXPECT_FALSE(running.open_shown().is_open());
  const AttachedPipes attached = open_running_pipes(folder_);
  EXPECT_EQ(attached.path, running.path());
  EXPECT_TRUE(running.open_shown().is_open());
  ASSERT_EQ(::write(attached.typed.get(), "k", 1), 1);
  char key = 0;
  ASSERT_EQ(::read(typed.get(), &key, 1), 1);
  EXPECT_EQ(key, 'k');
}

TEST_F(TerminalPipeFolder, WithoutARunningNodeSaysSo) {
  EXPECT_NE(refusal().find("there is no erlang.pipe.N in " + folder_.string()), std::string::npos)
      << refusal();
  const TerminalPipes dead(folder_);
  EXPECT_NE(refusal().find("nothing listens to the pipes in " + folder_.string()), std::string::npos);
}

TEST_F(TerminalPipeFolder, WithFilesInPlaceOfPipesHasNoRunningNode) {
  create_file(folder_ / "erlang.pipe.1.r", "", 0600);
  create_file(folder_ / "erlang.pipe.1.w", "", 0600);
  EXPECT_NE(refusal().find("nothing listens"), std::string::npos);
}

TEST_F(TerminalPipeFolder, ThatCannotBeMadeIsNamed) {
  try {
    const TerminalPipes pipes("/proc/nowhere");
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(error.message().find("/proc/nowhere"), std::string::npos) << error.message();
    EXPECT_NE(error.message().find("set RELEASE_TMP"), std::string::npos) << error.message();
  }
}

}  // namespace
}  // namespace slipway::launcher
