#include "support/json.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "error_support.hpp"

namespace slipway {
namespace {

TEST(Json, IsWrittenInTheOrderThatItWasGiven) {
  const Json value = Json::Object{{"status", "ok"},
                                  {"checks", Json::Array{1, -2, true, false, nullptr}},
                                  {"by", Json::Object{{"z", "first"}, {"a", "second"}}}};
  EXPECT_EQ(write_json(value), R"({
  "status": "ok",
  "checks": [
    1,
    -2,
    true,
    false,
    null
  ],
  "by": {
    "z": "first",
    "a": "second"
  }
}
)");
}

TEST(Json, OfNothingTakesOneLine) {
  EXPECT_EQ(write_json(Json::Array{}), "[]\n");
  EXPECT_EQ(write_json(Json::Object{}), "{}\n");
  EXPECT_EQ(write_json(""), "\"\"\n");
}

TEST(Json, TakesTextInAllItsForms) {
  EXPECT_EQ(write_json("a"), "\"a\"\n");
  EXPECT_EQ(write_json(std::string("b")), "\"b\"\n");
  EXPECT_EQ(write_json(std::string_view("c")), "\"c\"\n");
}

TEST(Json, EscapesWhatStringsCannotHold) {
  using std::string_literals::operator""s;
  EXPECT_EQ(write_json("a\"b\\c/d\b\f\n\r\t\x01\x1F\0e"s), R"("a\"b\\c/d\b\f\n\r\t\u0001\u001f\u0000e")"
                                                           "\n");
  EXPECT_EQ(write_json(Json::Object{{"\n", 1}}), "{\n  \"\\n\": 1\n}\n");
}

TEST(Json, KeepsUnicodeAndReplacesWhatIsNone) {
  EXPECT_EQ(write_json("Grüße \xF0\x9F\x9A\xA2\x7F"), "\"Grüße \xF0\x9F\x9A\xA2\x7F\"\n");
  EXPECT_EQ(write_json("a\xFC\xC3"), "\"a\xEF\xBF\xBD\xEF\xBF\xBD\"\n");
  EXPECT_EQ(write_json("\xED\xA0\x80"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"\n") << "a surrogate";
  EXPECT_EQ(write_json("\xC0\xAF"), "\"\xEF\xBF\xBD\xEF\xBF\xBD\"\n") << "an overlong form";
}

TEST(Json, KeepsTheSignOfAZero) {
  EXPECT_EQ(write_json(-0.0), "-0.0\n");
  EXPECT_EQ(write_json(0.0), "0\n");
}

TEST(Json, WritesNumbersInTheirShortestForm) {
  EXPECT_EQ(write_json(0.1), "0.1\n");
  EXPECT_EQ(write_json(1e300), "1e+300\n");
  EXPECT_EQ(write_json(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808\n");
  EXPECT_NE(error_of([] { write_json(std::nan("")); }), "");
  EXPECT_NE(error_of([] { write_json(std::numeric_limits<double>::infinity()); }), "");
}

}  // namespace
}  // namespace slipway
