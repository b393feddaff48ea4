#include "erl/utf8.hpp"

#include <gtest/gtest.h>

namespace slipway::erl {
namespace {

TEST(Utf8, EachCodePointComesBack) {
  for (char32_t c = 0; c <= kLargestCodePoint + 1; c += c < 0x11000 ? 1 : 97) {
    if (!is_code_point(c)) continue;
    std::string text;
    append_utf8(text, c);
    std::string_view rest = text;
    ASSERT_EQ(take_utf8(rest), c);
    ASSERT_TRUE(rest.empty());
  }
}

TEST(Utf8, OnlyTheShortestFormOfACodePointIsRead) {
  const std::string_view refused[] = {"\x80",
                                      "\xC0\x80",
                                      "\xC1\xBF",
                                      "\xE0\x9F\xBF",
                                      "\xF0\x8F\xBF\xBF",
                                      "\xED\xA0\x80",
                                      "\xF4\x90\x80\x80",
                                      "\xF5\x80\x80\x80",
                                      "\xC3",
                                      "\xE6\x97",
                                      "\xC3\x28",
                                      "\xFF"};
  for (const std::string_view text : refused) {
    std::string_view rest = text;
    EXPECT_EQ(take_utf8(rest), std::nullopt) << text;
    EXPECT_EQ(rest, text);
    EXPECT_FALSE(is_utf8(text));
  }
}

TEST(Utf8, TheAsciiAtTheBeginIsMeasured) {
  for (std::size_t length = 0; length < 40; ++length) {
    const std::string text(length, '\x7F');
    EXPECT_EQ(ascii_length(text), length);
    EXPECT_EQ(ascii_length(text + "\xC3\xBC" + text), length);
    EXPECT_TRUE(is_utf8(text + "\xC3\xBC" + text));
    EXPECT_FALSE(is_utf8(text + "\xC3" + text)) << length;
    EXPECT_EQ(utf8_to_latin1(text + "\xC3\xBC" + text), text + "\xFC" + text);
    EXPECT_EQ(latin1_to_utf8(text + "\xFC"), text + "\xC3\xBC");
  }
}

TEST(Utf8, Latin1ComesBack) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_EQ(utf8_to_latin1(latin1_to_utf8(all)), all);
  EXPECT_EQ(utf8_to_latin1("Ā"), std::nullopt);
  EXPECT_EQ(utf8_to_latin1("\xFC"), std::nullopt);
}

TEST(Utf8, NoncharactersCannotStandInErlangText) {
  EXPECT_TRUE(is_code_point(0xFFFE));
  EXPECT_FALSE(is_text_character(0xFFFE));
  EXPECT_FALSE(is_text_character(0xFFFF));
  EXPECT_TRUE(is_text_character(0x1FFFE));
}

}  // namespace
}  // namespace slipway::erl
