#include "editor/history.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "base/files.hpp"
#include "temporary_folder_support.hpp"

namespace slipway::editor {
namespace {

using Entries = std::vector<std::string>;

mode_t mode_of(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
}

class HistoryFile : public testing::Test {
 protected:
  TemporaryFolder folder_;
  std::string path_ = (folder_.path() / "state" / "slipway" / "history-app").string();
};

TEST_F(HistoryFile, KeepsEntriesForTheNextSession) {
  History first(path_);
  first.add("1 + 1");
  first.add("fn ->\n  :ok\nend");
  first.add("~S(\\n)");
  EXPECT_EQ(History(path_).entries(), (Entries{"1 + 1", "fn ->\n  :ok\nend", "~S(\\n)"}));
}

TEST_F(HistoryFile, IsReadableByItsOwnerAlone) {
  History(path_).add("secret");
  EXPECT_EQ(mode_of(path_), 0600u);
  EXPECT_EQ(mode_of((folder_.path() / "state" / "slipway").string()), 0700u);
  ASSERT_EQ(::chmod(path_.c_str(), 0644), 0);
  History again(path_);
  EXPECT_EQ(mode_of(path_), 0600u);
}

TEST_F(HistoryFile, LeavesTheSameLineTwiceInARowOut) {
  History history(path_);
  for (const char* line : {"a", "a", "b", "a", ""}) history.add(line);
  EXPECT_EQ(history.entries(), (Entries{"a", "b", "a"}));
  EXPECT_EQ(History(path_).entries(), (Entries{"a", "b", "a"}));
}

TEST_F(HistoryFile, KeepsTheNewestThousand) {
  {
    History history(path_);
    for (int i = 0; i < 1500; ++i) history.add(std::to_string(i));
    EXPECT_EQ(history.entries().size(), 1000u);
  }
  const History next(path_);
  EXPECT_EQ(next.entries().size(), 1000u);
  EXPECT_EQ(next.entries().front(), "500");
  EXPECT_EQ(read_history(read_file(path_)).size(), 1000u);
  EXPECT_EQ(mode_of(path_), 0600u);
}

TEST_F(HistoryFile, TakesEntriesOfSessionsAtOnce) {
  std::vector<std::thread> sessions;
  for (int session = 0; session < 4; ++session) {
    sessions.emplace_back([this, session] {
      History history(path_);
      for (int i = 0; i < 100; ++i) history.add(std::to_string(session) + ":" + std::to_string(i));
    });
  }
  for (std::thread& session : sessions) session.join();
  EXPECT_EQ(History(path_).entries().size(), 400u);
}

TEST_F(HistoryFile, ThatCannotBeUsedFailsNothing) {
  for (const std::string& path :
       {std::string("/dev/null/x/history"), std::string("/proc/self/nothing/history"),
        folder_.path().string(), std::string("/dev/full")}) {
    History history(path);
    history.add("1");
    EXPECT_EQ(history.entries(), Entries{"1"}) << path;
  }
}

TEST_F(HistoryFile, WithALineThatWasCutGoesOnBehindIt) {
  History(path_).add("first");
  const FileDescriptor file = open_file(path_, O_WRONLY | O_APPEND);
  write_all(file, "cut in the mid", path_);
  History history(path_);
  EXPECT_EQ(history.entries(), Entries{"first"});
  history.add("second");
  EXPECT_EQ(History(path_).entries(), (Entries{"first", "cut in the mid", "second"}));
}

TEST(History, LeavesOutWhatNoSessionWrote) {
  EXPECT_EQ(read_history("a\nb\\x\nc\\\n\nd\\n\\\\e\n"), (Entries{"a", "d\n\\e"}));
  EXPECT_EQ(read_history(history_line("a\\nb\nc")), (Entries{"a\\nb\nc"}));
  EXPECT_EQ(read_history(std::string(History::kLargestEntry + 1, 'x') + "\ny\n"), (Entries{"y"}));
}

TEST(History, LiesWhereXdgSays) {
  EXPECT_EQ(history_path("/s", "/home/u", "app"), "/s/slipway/history-app");
  EXPECT_EQ(history_path(nullptr, "/home/u", "app"), "/home/u/.local/state/slipway/history-app");
  EXPECT_EQ(history_path("", "/home/u", "app"), "/home/u/.local/state/slipway/history-app");
  EXPECT_EQ(history_path("relative", "/home/u", "app"), "/home/u/.local/state/slipway/history-app");
  EXPECT_EQ(history_path(nullptr, nullptr, "app"), "");
  EXPECT_EQ(history_path(nullptr, "", "app"), "");
}

}  // namespace
}  // namespace slipway::editor
