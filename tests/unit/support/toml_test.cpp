#include "support/toml.hpp"

#include <gtest/gtest.h>

#include "error_support.hpp"

namespace slipway {
namespace {

const TomlValue& at(const TomlTable& table, std::string_view key) {
  for (const TomlEntry& entry : table) {
    if (entry.key == key) return entry.value;
  }
  throw Error("there is no " + std::string(key));
}

std::string refusal(std::string_view text) {
  return error_of([&] { read_toml(text, "FILE"); });
}

std::string key_of_parts(int parts) {
  std::string key = "a";
  for (int part = 1; part < parts; ++part) key += ".a";
  return key;
}

TEST(Toml, HoldsValuesOfAllKindsWithTheirLines) {
  const TomlTable table = read_toml(
      "text = 'x'\n"
      "whole = -12\r\n"
      "fraction = 1.5\n"
      "yes = true\n"
      "day = 1979-05-27\n"
      "[node]\n"
      "list = [\n  1,\n  { name = \"\"\"\ntwo\nlines\"\"\" },\n]\n",
      "FILE");
  ASSERT_EQ(table.size(), 6u);
  EXPECT_EQ(*at(table, "text").as<std::string>(), "x");
  EXPECT_EQ(*at(table, "whole").as<std::int64_t>(), -12);
  EXPECT_EQ(*at(table, "fraction").as<double>(), 1.5);
  EXPECT_EQ(*at(table, "yes").as<bool>(), true);
  EXPECT_NE(at(table, "day").as<TomlDate>(), nullptr);
  EXPECT_EQ(at(table, "whole").line, 2u);
  const TomlTable& node = *at(table, "node").as<TomlTable>();
  const TomlArray& list = *at(node, "list").as<TomlArray>();
  EXPECT_EQ(list.at(0).line, 8u);
  EXPECT_EQ(list.at(1).line, 9u);
  EXPECT_EQ(*at(*list.at(1).as<TomlTable>(), "name").as<std::string>(), "two\nlines");
}

TEST(Toml, KeepsTheOrderOfTheFile) {
  const TomlTable table = read_toml("z = 1\na = 2\n\n[section]\n[another]\n", "FILE");
  std::string keys;
  for (const TomlEntry& entry : table) keys += entry.key + ":" + std::to_string(entry.line) + " ";
  EXPECT_EQ(keys, "z:1 a:2 section:4 another:5 ");
}

TEST(Toml, MayBeEmptyOrBeginWithAByteOrderMark) {
  EXPECT_TRUE(read_toml("", "FILE").empty());
  EXPECT_TRUE(read_toml("# nothing", "FILE").empty());
  EXPECT_EQ(read_toml("\xEF\xBB\xBF"
                      "a = 1",
                      "FILE")
                .size(),
            1u);
}

TEST(Toml, NamesTheLineOfAMistake) {
  EXPECT_TRUE(refusal("a = 1\nb = \n").starts_with("FILE:2: ")) << refusal("a = 1\nb = \n");
  EXPECT_TRUE(refusal("a = 1\n\na = 2\n").starts_with("FILE:3: "));
  EXPECT_TRUE(refusal("a = \"open\n").starts_with("FILE:1: "));
  EXPECT_TRUE(refusal("a = \"\xFC\"\n").starts_with("FILE:1: "));
  EXPECT_TRUE(refusal(std::string("a = 1\0", 6)).starts_with("FILE:1: "));
}

// Tables of many parts are freed by recursion: hundreds of thousands would end the program.
TEST(Toml, HasLimits) {
  EXPECT_EQ(refusal(key_of_parts(32) + " = 1"), "");
  EXPECT_EQ(refusal("b = 1\n" + key_of_parts(33) + " = 1"), "FILE:2: a key has at most 32 parts");
  EXPECT_EQ(refusal("[" + key_of_parts(100000) + "]"), "FILE:1: a key has at most 32 parts");
  EXPECT_EQ(refusal("x = 1 # it's\n[" + key_of_parts(33) + "]"), "FILE:2: a key has at most 32 parts");
  EXPECT_EQ(refusal("x = 'a\\'\n\"y\\\"\" = '''\n'\n'''\n[" + key_of_parts(33) + "]"),
            "FILE:5: a key has at most 32 parts");
  EXPECT_NE(refusal("a = " + std::string(100000, '[')), "");
  EXPECT_EQ(refusal(std::string(kLargestToml + 1, '\n')), "FILE:1: the file is larger than 1 MiB");
  EXPECT_EQ(refusal("hosts = \"" + std::string(200, '.') + "\" # " + std::string(200, '.')), "");
}

TEST(Toml, DescribesWhatWasSeen) {
  const TomlTable table =
      read_toml("a = true\nb = 5\nc = 0.5\nd = \"x\\\"\\n\\u0001\"\ne = 07:32:00\nf = []\ng = {}\n", "FILE");
  std::string seen;
  for (const TomlEntry& entry : table) seen += entry.value.describe() + "; ";
  EXPECT_EQ(seen,
            "true; 5; a number with a fraction; \"x\\\"\\n\\u0001\"; a date or a time; an array; a table; ");
}

TEST(Toml, ReadsTheStringsThatItQuotes) {
  const std::string text("q\" b\\ \n \x01 \x7F ü $");
  const TomlTable table = read_toml("a = " + toml_quoted(text), "FILE");
  EXPECT_EQ(*table.at(0).value.as<std::string>(), text);
}

}  // namespace
}  // namespace slipway
