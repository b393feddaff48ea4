#include "erl/term.hpp"

#include <gtest/gtest.h>

#include "erl/text_reader.hpp"

namespace slipway::erl {
namespace {

Term read(std::string_view text) { return read_term(std::string(text) + ".", "text"); }

TEST(Terms, AreOrderedAsMapKeysAre) {
  // Each before all that follow.
  const std::string_view ascending[] = {"-18446744073709551616",
                                        "-1",
                                        "0",
                                        "9223372036854775808",
                                        "-1.0e300",
                                        "0.5",
                                        "''",
                                        "a",
                                        "aa",
                                        "b",
                                        "fun a:a/1",
                                        "fun a:a/2",
                                        "{}",
                                        "{b}",
                                        "{a, a}",
                                        "#{}",
                                        "#{b => 1}",
                                        "#{a => 1, b => 0}",
                                        "#{a => 1, b => 1}",
                                        "[]",
                                        "[a | b]",
                                        "[a | {}]",
                                        "[a]",
                                        "[a, a]",
                                        "[b]",
                                        "<<>>",
                                        "<<0:1>>",
                                        "<<0>>",
                                        "<<1:1>>",
                                        "<<128>>"};
  for (std::size_t left = 0; left < std::size(ascending); ++left) {
    for (std::size_t right = 0; right < std::size(ascending); ++right) {
      EXPECT_EQ(compare(read(ascending[left]), read(ascending[right])), std::weak_ordering(left <=> right))
          << ascending[left] << " and " << ascending[right];
    }
  }
}

TEST(Terms, OfDifferentKindsDiffer) {
  EXPECT_FALSE(read("1") == read("1.0"));
  EXPECT_FALSE(read("0.0") == read("-0.0"));
  EXPECT_FALSE(read("\"\"") == read("<<>>"));
  EXPECT_TRUE(read("\"a\"") == read("[97]"));
}

TEST(Terms, MapsKeepTheLastOfEqualKeysInOrder) {
  const Term term = map({{atom("b"), integer(1)}, {atom("a"), integer(2)}, {atom("b"), integer(3)}});
  const auto& entries = term.as<Map>()->entries;
  ASSERT_EQ(entries.size(), 2u);
  EXPECT_TRUE(entries[0].first.is_atom("a"));
  EXPECT_TRUE(entries[1].second == integer(3));
}

TEST(Terms, AreTakenApartByShape) {
  const Term term = read("{release, [a | b], [c]}");
  EXPECT_NE(term.tuple(3), nullptr);
  EXPECT_EQ(term.tuple(2), nullptr);
  ASSERT_NE(term.tagged_tuple("release", 3), nullptr);
  EXPECT_EQ(term.tagged_tuple("script", 3), nullptr);
  EXPECT_EQ(tuple({}).tagged_tuple("", 0), nullptr);
  EXPECT_EQ((*term.tuple(3))[1].proper_list(), nullptr);
  EXPECT_NE((*term.tuple(3))[2].proper_list(), nullptr);
}

TEST(Terms, ValuesAreFoundInMapsAndPropertyLists) {
  const Term properties = read("[loose, {a, 1}, {a, 2}, {b, 3, 4}]");
  ASSERT_NE(find(properties, "a"), nullptr);
  EXPECT_TRUE(*find(properties, "a") == integer(1));
  EXPECT_EQ(find(properties, "b"), nullptr);
  EXPECT_EQ(find(properties, "loose"), nullptr);
  const Term values = read("#{a => x, <<\"b\">> => y}");
  EXPECT_TRUE(find(values, "a")->is_atom("x"));
  EXPECT_EQ(find(values, "b"), nullptr);
  const Term neither = atom("a");
  EXPECT_EQ(find(neither, "a"), nullptr);
}

TEST(Terms, TextIsTakenFromAtomsBinariesAndCharlists) {
  EXPECT_EQ(text_of(atom("ü")), "ü");
  EXPECT_EQ(text_of(binary("ü")), "ü");
  EXPECT_EQ(text_of(charlist("ü")), "ü");
  EXPECT_EQ(text_of(list({})), "");
  EXPECT_EQ(text_of(list({atom("a")})), std::nullopt);
  EXPECT_EQ(text_of(list({integer(0xD800)})), std::nullopt);
  EXPECT_EQ(text_of(read("[97 | 98]")), std::nullopt);
  EXPECT_EQ(text_of(integer(1)), std::nullopt);
}

TEST(Terms, CharlistsOfBytesThatAreNotUtf8AreLatin1) {
  EXPECT_TRUE(charlist("\xFC") == list({integer(0xFC)}));
  EXPECT_TRUE(charlist("ü") == list({integer(0xFC)}));
}

}  // namespace
}  // namespace slipway::erl
