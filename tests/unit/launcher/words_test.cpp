#include "launcher/words.hpp"

#include <gtest/gtest.h>

namespace slipway::launcher {
namespace {

using Words = std::vector<std::string>;

TEST(SplittingAtWhiteSpace, DropsEmptyWords) {
  EXPECT_EQ(split_at_white_space(""), Words{});
  EXPECT_EQ(split_at_white_space(" \t\n"), Words{});
  EXPECT_EQ(split_at_white_space("  -a\tb\n c "), (Words{"-a", "b", "c"}));
}

TEST(SplittingAtWhiteSpace, LeavesQuotesAlone) {
  EXPECT_EQ(split_at_white_space("'a b' \"c\" \\d"), (Words{"'a", "b'", "\"c\"", "\\d"}));
}

TEST(ErlWords, KnowCommentsInFilesOnly) {
  EXPECT_EQ(split_erl_words("a #b\nc#d\ne", Comments::kFromNumberSign), (Words{"a", "c", "e"}));
  EXPECT_EQ(split_erl_words("a #b\nc#d", Comments::kNone), (Words{"a", "#b", "c#d"}));
}

TEST(ErlWords, KeepEmptyQuotes) { EXPECT_EQ(split_erl_words("'' \"\"", Comments::kNone), (Words{"", ""})); }

}  // namespace
}  // namespace slipway::launcher
