#include "launcher/terminal_log.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"

namespace slipway::launcher {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

class TerminalLogs : public testing::Test {
 protected:
  TerminalLogs() {
    std::string pattern = (fs::temp_directory_path() / "slipway-log-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~TerminalLogs() override { fs::remove_all(folder_); }

  std::string path(int number) const { return folder_ / ("erlang.log." + std::to_string(number)); }
  std::string content(int number) const { return read_file(path(number)); }
  void have(const std::vector<int>& numbers) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    for (const int number : numbers) create_file(path(number), "old\n", 0644);
  }
  Words files() const {
    Words names;
    for (const auto& entry : fs::directory_iterator(folder_)) names.push_back(entry.path().filename());
    std::sort(names.begin(), names.end());
    return names;
  }

  fs::path folder_;
  const TerminalLogSettings settings_{.generations = 3,
                                      .largest = 1000,
                                      .alive_minutes = 15,
                                      .activity_minutes = 5,
                                      .time_format = "<%T>",
                                      .in_utc = true};
};

const std::string kStart = "\n=====\n===== LOGGING STARTED <";

TEST(TerminalLogSettings, AreThoseOfRunErl) {
  const TerminalLogSettings defaults = terminal_log_settings(Environment());
  EXPECT_EQ(defaults.generations, 5);
  EXPECT_EQ(defaults.largest, 100000U);
  EXPECT_EQ(defaults.alive_minutes, 15);
  EXPECT_EQ(defaults.activity_minutes, 5);
  EXPECT_EQ(defaults.time_format, "%a %b %e %T %Z %Y");
  EXPECT_FALSE(defaults.in_utc);
  const TerminalLogSettings given = terminal_log_settings(
      Environment({"RUN_ERL_LOG_GENERATIONS=1", "RUN_ERL_LOG_MAXSIZE=5", "RUN_ERL_LOG_ALIVE_MINUTES=2",
                   "RUN_ERL_LOG_ALIVE_FORMAT=%T", "RUN_ERL_LOG_ALIVE_IN_UTC=1"}));
  EXPECT_EQ(given.generations, 2);
  EXPECT_EQ(given.largest, 1000U);
  EXPECT_EQ(given.alive_minutes, 2);
  EXPECT_EQ(given.activity_minutes, 1);
  EXPECT_EQ(given.time_format, "%T");
  EXPECT_TRUE(given.in_utc);
  EXPECT_FALSE(terminal_log_settings(Environment({"RUN_ERL_LOG_ALIVE_IN_UTC=0"})).in_utc);
}

TEST(TerminalLogSettings, ThatAreNoNumbersAreRefused) {
  for (const char* value : {"x", "1x", "-5x", "99999999999999999999"}) {
    const Environment environment({"RUN_ERL_LOG_GENERATIONS=" + std::string(value)});
    EXPECT_THROW(terminal_log_settings(environment), Error) << value;
  }
}

// What OTP 25's run_erl did with these files.
TEST_F(TerminalLogs, GoOnInFrontOfTheHighestHole) {
  const std::pair<std::vector<int>, int> rows[] = {
      {{}, 1},           {{3}, 3},          {{5}, 1},          {{1, 3}, 3},       {{1, 4}, 4},
      {{1, 5}, 1},       {{2, 5}, 2},       {{1, 2, 5}, 2},    {{1, 3, 5}, 3},    {{2, 4, 5}, 2},
      {{1, 3, 4, 5}, 1}, {{1, 2, 3, 4}, 4}, {{2, 3, 4, 5}, 1}, {{1, 2, 4, 5}, 2}, {{1, 2, 3, 4, 5}, 1}};
  for (const auto& [numbers, expected] : rows) {
    have(numbers);
    EXPECT_EQ(first_log_number(folder_, 5), expected) << testing::PrintToString(files());
  }
}

TEST_F(TerminalLogs, SayThatTheyBegin) {
  TerminalLog log(folder_ / "new" / "log", settings_);
  log.write("hello\n", std::time(nullptr));
  const std::string text = read_file(folder_ / "new/log/erlang.log.1");
  EXPECT_TRUE(text.starts_with(kStart)) << text;
  EXPECT_TRUE(text.ends_with(">\n=====\nhello\n")) << text;
}

TEST_F(TerminalLogs, AreSplitAtTheirLimitAndLeaveAHole) {
  TerminalLog log(folder_, settings_);
  const std::string half(600, 'x');
  const auto is_written_to = [&](int number) {
    log.write(half, 100);
    EXPECT_TRUE(content(number).ends_with(half)) << number;
    EXPECT_LE(content(number).size(), settings_.largest) << number;
  };
  is_written_to(1);
  EXPECT_EQ(files(), (Words{"erlang.log.1"}));
  is_written_to(2);
  EXPECT_EQ(files(), (Words{"erlang.log.1", "erlang.log.2"}));
  is_written_to(3);
  EXPECT_EQ(files(), (Words{"erlang.log.2", "erlang.log.3"}));
  is_written_to(1);
  EXPECT_EQ(content(1), kStart + "00:01:40>\n=====\n" + half);
  EXPECT_EQ(files(), (Words{"erlang.log.1", "erlang.log.3"}));
}

TEST_F(TerminalLogs, SayAfterASilenceThatTheNodeIsAlive) {
  TerminalLog log(folder_, settings_);
  log.write("a\n", 10000);
  log.write("b\n", 10000 + 300);
  log.write("c\n", 10000 + 300 + 301);
  EXPECT_TRUE(content(1).ends_with("a\nb\n\n===== ALIVE <02:56:41>\nc\n")) << content(1);
  EXPECT_EQ(log.seconds_until_alive(10601 + 60), 840);
  log.pass_time(10601 + 899);
  EXPECT_TRUE(content(1).ends_with("c\n"));
  log.pass_time(10601 + 900);
  EXPECT_TRUE(content(1).ends_with("c\n\n===== ALIVE <03:11:41>\n"));
  EXPECT_EQ(log.seconds_until_alive(11501), 900);
}

TEST_F(TerminalLogs, WaitNoLongerWhereTheClockWasPutBack) {
  TerminalLog log(folder_, settings_);
  log.write("a\n", 10000);
  EXPECT_EQ(log.seconds_until_alive(50), 900);
}

TEST_F(TerminalLogs, SayHowMuchTheyLost) {
  TerminalLog log(folder_, settings_);
  log.write(std::string(600, 'x'), 100);
  // The next file can't be opened.
  fs::create_directories(path(2));
  create_file(path(2) + "/in-the-way", "", 0644);
  log.write(std::string(600, 'y'), 100);
  log.write("z", 100);
  fs::remove_all(path(2));
  log.write("end\n", 100);
  EXPECT_EQ(content(2), kStart + "00:01:40>\n=====\n\n===== 601 bytes could not be written\nend\n");
}

TEST_F(TerminalLogs, ThatCannotBeOpenedNameTheFolder) {
  try {
    const TerminalLog log("/proc/nowhere", settings_);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(error.message().find("/proc/nowhere"), std::string::npos) << error.message();
    EXPECT_NE(error.message().find("set RELEASE_TMP"), std::string::npos) << error.message();
  }
}

}  // namespace
}  // namespace slipway::launcher
