#include "erl/big_integer.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace slipway::erl {
namespace {

using namespace std::string_literals;

TEST(BigIntegers, AreSmallOnesWhereTheyFit) {
  EXPECT_TRUE(integer_of(false, "") == integer(0));
  EXPECT_TRUE(integer_of(true, "\0\0"s) == integer(0));
  EXPECT_TRUE(integer_of(true, "\x05\0\0"s) == integer(-5));
  EXPECT_TRUE(integer_of(false, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F"s) == integer(INT64_MAX));
  EXPECT_TRUE(integer_of(true, "\0\0\0\0\0\0\0\x80"s) == integer(INT64_MIN));
  EXPECT_TRUE(integer_of(false, "\0\0\0\0\0\0\0\x80"s).is<BigInteger>());
  EXPECT_TRUE(integer_of(true, "\x01\0\0\0\0\0\0\x80"s).is<BigInteger>());
}

TEST(BigIntegers, AreNegatedAcrossTheBorder) {
  EXPECT_TRUE(negated(integer(INT64_MIN)) == *parse_integer("9223372036854775808", 10));
  EXPECT_TRUE(negated(*parse_integer("9223372036854775808", 10)) == integer(INT64_MIN));
  EXPECT_TRUE(negated(integer(0)) == integer(0));
}

TEST(BigIntegers, AreReadInEachBase) {
  EXPECT_TRUE(*parse_integer("zZ", 36) == integer(35 * 36 + 35));
  EXPECT_TRUE(*parse_integer("", 10) == integer(0));
  EXPECT_TRUE(*parse_integer("10000000000000000", 16) == *parse_integer("18446744073709551616", 10));
}

TEST(BigIntegers, BeyondTheLimitAreNotRead) {
  EXPECT_TRUE(parse_integer(std::string(2 * kLargestInteger, 'F'), 16));
  EXPECT_FALSE(parse_integer("1" + std::string(2 * kLargestInteger, '0'), 16));
}

RC_GTEST_PROP(AnyBigInteger, ComesBackFromItsDigits, (const std::string& low, bool negative)) {
  const Term term = integer_of(negative, low + "123456789");
  const std::string digits = decimal(*term.as<BigInteger>());
  RC_ASSERT(digits.starts_with('-') == negative);
  const Term read = *parse_integer(digits.substr(negative ? 1 : 0), 10);
  RC_ASSERT((negative ? negated(read) : read) == term);
}

}  // namespace
}  // namespace slipway::erl
