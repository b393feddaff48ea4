#include "base/text.hpp"

#include <gtest/gtest.h>

namespace slipway {
namespace {

TEST(VisibleText, ShowsWhatATerminalWouldObey) {
  EXPECT_EQ(visible("a\x1b[2Jb\rc\x7f"), "a\\x1b[2Jb\\x0dc\\x7f");
  EXPECT_EQ(visible("\r\nend of a line\r\n\r"), "\nend of a line\n\\x0d");
  EXPECT_EQ(visible(std::string_view("\0", 1)), "\\x00");
  EXPECT_EQ(visible("\u009b31m"), "\\x9b31m");
}

TEST(VisibleText, LeavesTheRest) {
  EXPECT_EQ(visible("größe\tof\n漢字\u00a0\xc2"), "größe\tof\n漢字\u00a0\xc2");
  EXPECT_EQ(visible(""), "");
}

}  // namespace
}  // namespace slipway
