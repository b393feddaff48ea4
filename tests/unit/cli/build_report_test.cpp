#include "cli/build_report.hpp"

#include <gtest/gtest.h>

namespace slipway::cli {
namespace {

TEST(LastLines, AreWhatAProgramPrintedLast) {
  EXPECT_EQ(last_line("one\ntwo\n", 80), "two");
  EXPECT_EQ(last_line("one\ntwo", 80), "two");
  EXPECT_EQ(last_line("one\n\n  \n", 80), "one");
  EXPECT_EQ(last_line("10 %\r50 %\r", 80), "50 %");
  EXPECT_EQ(last_line("", 80), "");
  EXPECT_EQ(last_line("\n\n", 80), "");
}

TEST(LastLines, HaveNoEscapeSequences) {
  EXPECT_EQ(last_line("\033[32mdone\033[0m in \t3 s\n", 80), "done in 3 s");
  EXPECT_EQ(last_line("a\033[", 80), "a");
  EXPECT_EQ(last_line("a\033", 80), "a");
  EXPECT_EQ(last_line("a\033[12;3", 80), "a");
}

TEST(LastLines, AreCutAtCharacters) {
  EXPECT_EQ(last_line("a\u00e4\u20acb", 3), "a\u00e4\u20ac");
  EXPECT_EQ(last_line("abc", 0), "");
}

}  // namespace
}  // namespace slipway::cli
