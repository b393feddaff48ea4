#include "base/digits.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace slipway {
namespace {

TEST(Hexadecimal, HasTwoDigitsForEachByte) {
  EXPECT_EQ(hexadecimal(std::string_view("\0\x0F\x7F\x80\xFF", 5)), "000f7f80ff");
  EXPECT_EQ(hexadecimal(""), "");
}

TEST(DecimalNumber, IsTheWholeText) {
  EXPECT_EQ(decimal_number<int>("0"), 0);
  EXPECT_EQ(decimal_number<int>("007"), 7);
  EXPECT_EQ(decimal_number<int>("-12"), -12);
  for (const char* text : {"", "-", "+1", " 1", "1 ", "1x", "0x1", "1.0"}) {
    EXPECT_EQ(decimal_number<int>(text), std::nullopt) << text;
  }
}

TEST(DecimalNumber, HasToFit) {
  EXPECT_EQ(decimal_number<std::uint16_t>("65535"), 65535);
  EXPECT_EQ(decimal_number<std::uint16_t>("65536"), std::nullopt);
  EXPECT_EQ(decimal_number<std::uint16_t>("-1"), std::nullopt);
}

}  // namespace
}  // namespace slipway
