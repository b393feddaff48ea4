#include "base/shell_text.hpp"

#include <gtest/gtest.h>

namespace slipway {
namespace {

TEST(ShellScript, WithCommentsAndBlankLinesDoesNothing) {
  EXPECT_FALSE(has_commands(""));
  EXPECT_FALSE(has_commands("#!/bin/sh\n\n  # export A=1\n\t\n\r\n#"));
}

TEST(ShellScript, WithAnythingElseHasCommands) {
  EXPECT_TRUE(has_commands("# a\nexport A=1\n"));
  EXPECT_TRUE(has_commands("  :"));
  EXPECT_TRUE(has_commands("\\\n"));
}

}  // namespace
}  // namespace slipway
