#include "support/json_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "corpus_support.hpp"
#include "error_support.hpp"

namespace slipway {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

std::string repeated(std::string_view text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

std::string refusal(std::string_view text) {
  return error_of([&] { read_json(text, "index.json"); });
}

TEST(JsonReader, ReadsWhatTheWriterWrites) {
  const Json value = Json::Object{
      {"z", "Grüße \n\"\\ \xF0\x9F\x9A\xA2"},
      {"a", Json::Array{1, -2, true, false, nullptr, 0.5, Json::Object(), Json::Array()}},
      {"m", Json::Object{{"", std::numeric_limits<std::int64_t>::min()}}},
  };
  EXPECT_EQ(read_json(write_json(value), "x"), value);
  EXPECT_EQ(read_json(write_json_compact(value), "x"), value);
  EXPECT_EQ(read_json(" \"a\\u00fcb\" ", "x"), Json("aüb"));
}

TEST(JsonReader, KeepsWholeNumbersOf64Bits) {
  EXPECT_EQ(read_json("9223372036854775807", "x"), Json(std::numeric_limits<std::int64_t>::max()));
  EXPECT_EQ(read_json("9223372036854775808", "x"), Json(9223372036854775808.0));
  EXPECT_EQ(read_json("1e2", "x"), Json(100.0));
}

TEST(JsonReader, RefusesWhatIsNoJson) {
  EXPECT_THAT(refusal(""), HasSubstr("index.json: this is no JSON (at byte "));
  EXPECT_THAT(refusal("{} {}"), HasSubstr("at byte 4"));
  EXPECT_THAT(refusal("{\"a\":1,}"), HasSubstr("expected string literal"));
  EXPECT_THAT(refusal("[NaN]"), HasSubstr("is no JSON"));
  EXPECT_THAT(refusal("// none\n1"), HasSubstr("is no JSON"));
  EXPECT_THAT(refusal("\"\xFF\""), HasSubstr("ill-formed UTF-8"));
  EXPECT_THAT(refusal("1e999"), HasSubstr("is no JSON"));
  EXPECT_LT(refusal(repeated("x", 100000)).size(), 500u);
}

TEST(JsonReader, RefusesTwoMembersOfOneName) {
  EXPECT_EQ(refusal(R"({"a":1,"b":{"a":2},"a":3})"),
            "index.json: an object has two members with the name \"a\"; each stands there once");
}

TEST(JsonReader, LimitsDepthAndSize) {
  EXPECT_EQ(refusal(repeated("[", 100) + repeated("]", 100)), "");
  EXPECT_EQ(refusal(repeated("[", 101) + repeated("]", 101)),
            "index.json: values are nested deeper than the 100 levels that are allowed");
  EXPECT_THAT(refusal(repeated("[", 100000)), HasSubstr("nested deeper"));
  EXPECT_THAT(refusal(repeated("{\"a\":", 100000)), HasSubstr("nested deeper"));
  EXPECT_EQ(error_of([] { read_json("[1,2]", "x", 4); }), "x: this has 5 bytes; at most 4 are read as JSON");
}

constexpr HostileFile kHostile[] = {
    {"byte_order_mark_cut",
     ": this is no JSON (at byte 3: syntax error while parsing value - invalid BOM; must be 0xEF 0xBB 0xBF "
     "if given; last read: '\xef\xbb')"},
    {"comment",
     ": this is no JSON (at byte 1: syntax error while parsing value - invalid literal; last read: '/')"},
    {"control_character",
     ": this is no JSON (at byte 3: syntax error while parsing value - invalid string: control character "
     "U+000A (LF) must be escaped to \\u000A or \\n; last read: '\"a<U+000A>')"},
    {"empty",
     ": this is no JSON (at byte 1: syntax error while parsing value - unexpected end of input; expected "
     "'[', '{', or a literal)"},
    {"nested_100000_arrays", ": values are nested deeper than the 100 levels that are allowed"},
    {"nested_100000_objects", ": values are nested deeper than the 100 levels that are allowed"},
    {"nested_101", ": values are nested deeper than the 100 levels that are allowed"},
    {"not_a_number",
     ": this is no JSON (at byte 2: syntax error while parsing value - invalid literal; last read: '[N')"},
    {"not_utf8",
     ": this is no JSON (at byte 2: syntax error while parsing value - invalid string: ill-formed UTF-8 "
     "byte; last read: '\"\xff')"},
    {"nul_behind", ": this is no JSON (at byte 2: it holds a NUL)"},
    {"number_too_large", ": this is no JSON (at byte 5: number overflow parsing '1e999')"},
    {"number_with_leading_zero",
     ": this is no JSON (at byte 2: syntax error while parsing value - unexpected number literal; expected "
     "end of input)"},
    {"number_with_plus",
     ": this is no JSON (at byte 1: syntax error while parsing value - invalid literal; last read: '+')"},
    {"object_without_end",
     ": this is no JSON (at byte 15: syntax error while parsing array - unexpected end of input; expected "
     "']')"},
    {"overlong_utf8",
     ": this is no JSON (at byte 2: syntax error while parsing value - invalid string: ill-formed UTF-8 "
     "byte; last read: '\"\xc0')"},
    {"string_without_end",
     ": this is no JSON (at byte 302: syntax error while parsing value - invalid string: missing closing "
     "quote; last read: "
     "'\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
     "aaaaaaaaaaaaa)"},
    {"surrogate_alone",
     ": this is no JSON (at byte 8: syntax error while parsing value - invalid string: surrogate "
     "U+D800..U+DBFF must be followed by U+DC00..U+DFFF; last read: '\"\\ud800\"')"},
    {"trailing_comma",
     ": this is no JSON (at byte 4: syntax error while parsing value - unexpected ']'; expected '[', '{', or "
     "a literal)"},
    {"two_members_of_one_name", ": an object has two members with the name \"a\"; each stands there once"},
    {"two_members_of_one_name_by_escape",
     ": an object has two members with the name \"a\"; each stands there once"},
    {"two_values",
     ": this is no JSON (at byte 4: syntax error while parsing value - unexpected '{'; expected end of "
     "input)"},
    {"word_of_300_letters",
     ": this is no JSON (at byte 2: syntax error while parsing value - invalid literal; last read: 'tt')"},
};

TEST(JsonReader, RefusesHostileFilesWithTheirReason) {
  expect_corpus("json", kHostile, [](auto text, auto source) { read_json(text, source); });
}

class JsonPlaceTest : public testing::Test {
 protected:
  Json document_ =
      read_json(R"({"manifests":[{"size":"x"},{"size":-1}],"a/b~":{"name":3},"none":null})", "x");
  JsonPlace place_{document_, "index.json"};
};

TEST_F(JsonPlaceTest, NamesTheValueThatIsWrong) {
  std::vector<std::string> errors;
  place_.at("manifests").each_element([&](const JsonPlace& element) {
    errors.push_back(error_of([&] { element.at("size").size(); }));
  });
  EXPECT_THAT(errors, testing::ElementsAre("index.json: /manifests/0/size: \"x\" is not a whole number",
                                           "index.json: /manifests/1/size: -1 is not a size"));
  EXPECT_EQ(error_of([&] { place_.at("a/b~").at("name").text(); }),
            "index.json: /a~1b~0/name: 3 is not a string");
  EXPECT_EQ(error_of([&] { place_.at("manifests").at("x"); }),
            "index.json: /manifests: an array is not an object");
  EXPECT_EQ(error_of([&] { place_.text(); }), "index.json: an object is not a string");
}

TEST_F(JsonPlaceTest, TakesNullForMissing) {
  EXPECT_FALSE(place_.find("none"));
  EXPECT_FALSE(place_.find("nothing"));
  EXPECT_EQ(error_of([&] { place_.at("none"); }), "index.json: the member \"none\" is missing");
}

}  // namespace
}  // namespace slipway
