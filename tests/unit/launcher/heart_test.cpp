#include "launcher/heart.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <string>
#include <string_view>

namespace slipway::launcher {
namespace {

/// Arguments as /proc/PID/cmdline has them.
std::string command_line(std::initializer_list<std::string_view> arguments) {
  std::string text;
  for (const std::string_view argument : arguments) text.append(argument).push_back('\0');
  return text;
}

TEST(Heart, IsTheOneOfThisVm) {
  EXPECT_TRUE(is_heart_of(command_line({"heart", "-pid", "17"}), 17));
  EXPECT_TRUE(is_heart_of(command_line({"/erts/bin/heart", "-ht", "30", "-pid", "17", "-shutdown"}), 17));
  EXPECT_FALSE(is_heart_of(command_line({"heart", "-pid", "170"}), 17));
  EXPECT_FALSE(is_heart_of(command_line({"heart", "-pid", "17x"}), 17));
  EXPECT_FALSE(is_heart_of(command_line({"heart", "-pid"}), 17));
  EXPECT_FALSE(is_heart_of(command_line({"heart"}), 17));
}

TEST(Heart, IsNoOtherProgram) {
  EXPECT_FALSE(is_heart_of(command_line({"sh", "-c", "heart -pid 17"}), 17));
  EXPECT_FALSE(is_heart_of(command_line({"heartbeat", "-pid", "17"}), 17));
  EXPECT_FALSE(is_heart_of("", 17));
  EXPECT_FALSE(is_heart_of(std::string_view("\0\0\0", 3), 17));
}

TEST(Heart, IsMissingWhereTheVmHasNone) { EXPECT_EQ(find_heart(::getpid()), std::nullopt); }

TEST(Heart, HasNotStartedThisTest) { EXPECT_FALSE(is_started_by_heart()); }

TEST(ProcessStat, NamesTheParentBehindAnyName) {
  EXPECT_EQ(parent_in_stat("17 (heart) S 4 17 17 0"), 4);
  EXPECT_EQ(parent_in_stat("17 (a) b) (c) R 123 1 1"), 123);
  EXPECT_EQ(parent_in_stat("17 (heart) S 4"), 4);
  for (const char* wrong : {"", "17", "17 (heart)", "17 (heart) S", "17 (heart) S ", "17 (heart) S x 1"}) {
    EXPECT_EQ(parent_in_stat(wrong), std::nullopt) << wrong;
  }
}

}  // namespace
}  // namespace slipway::launcher
