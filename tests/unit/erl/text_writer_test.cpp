#include "erl/text_writer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "erl/external.hpp"
#include "erl/text_reader.hpp"
#include "error_support.hpp"

namespace slipway::erl {
namespace {

std::string longest_line(const std::string& text) {
  std::string longest;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (end - begin > longest.size()) longest = text.substr(begin, end - begin);
    begin = end + 1;
  }
  return longest;
}

TEST(WrittenText, QuotesTheAtomsThatNeedIt) {
  for (const char* plain : {"a", "ok", "foo_Bar@1"}) EXPECT_EQ(to_text(atom(plain)), plain);
  for (const char* quoted :
       {"A", "_a", "1", "a b", "a.b", "", "ü", "日本", "case", "maybe", "else", "xor", "Elixir.Foo"})
    EXPECT_EQ(to_text(atom(quoted)), "'" + std::string(quoted) + "'");
  EXPECT_EQ(to_text(atom("it's \\")), R"('it\'s \\')");
}

TEST(WrittenText, EscapesControlCharacters) {
  EXPECT_EQ(to_text(atom(std::string_view("\0\x01\x1F\n\t\x1B\x7F", 7))), R"('\x{0}\x{1}\x{1F}\n\t\e\d')");
  EXPECT_EQ(to_text(charlist("\"\\\n")), R"("\"\\\n")");
}

TEST(WrittenText, ListsAreStringsWhereAllOfThemIsPrintable) {
  EXPECT_EQ(to_text(charlist("a ü日😀")), "\"a ü日😀\"");
  EXPECT_EQ(to_text(list({integer('a'), integer(0x7F)})), "[97,127]");
  EXPECT_EQ(to_text(list({integer(0x9F)})), "[159]");
  EXPECT_EQ(to_text(list({integer(0xD800)})), "[55296]");
  EXPECT_EQ(to_text(list({integer(0xFFFE)})), "[65534]");
  EXPECT_EQ(to_text(list({integer(-1)})), "[-1]");
  EXPECT_EQ(to_text(list({})), "[]");
}

TEST(WrittenText, BinariesAreStringsWhereTheyAreAscii) {
  EXPECT_EQ(to_text(binary("a \"b\"\\")), R"(<<"a \"b\"\\">>)");
  EXPECT_EQ(to_text(binary("ü")), "<<195,188>>");
  EXPECT_EQ(to_text(binary("a\n")), "<<97,10>>");
  EXPECT_EQ(to_text(binary("")), "<<>>");
  EXPECT_EQ(to_text(BitString{"\xFF\xA0", 3}), "<<255,5:3>>");
}

TEST(WrittenText, FloatsHaveAPoint) {
  EXPECT_EQ(to_text(Term(1.0)), "1.0");
  EXPECT_EQ(to_text(Term(-0.0)), "-0.0");
  EXPECT_EQ(to_text(Term(1e22)), "1.0e+22");
  EXPECT_EQ(to_text(Term(0.1)), "0.1");
  EXPECT_EQ(to_text(Term(5e-324)), "5.0e-324");
}

TEST(WrittenText, RefusesWhatHasNoText) {
  const Term pid = Opaque{Opaque::Kind::kPid, "X"};
  EXPECT_EQ(error_of([&] { to_text(tuple({pid})); }), "a pid has no text form");
  EXPECT_EQ(error_of([] { to_text(atom("\xEF\xBF\xBF")); }),
            "an atom that is no Unicode text has no text form");
}

TEST(WrittenText, HoldsMapsInTheOrderOfTheirKeys) {
  const Term term = map({{binary("b"), integer(1)}, {Term(0.5), integer(2)}, {integer(9), integer(3)}});
  EXPECT_EQ(to_text(term), "#{9=>3,0.5=>2,<<\"b\">>=>1}");
}

TEST(PrettyText, StaysOnOneLineWhereItFits) {
  EXPECT_EQ(to_pretty_text(read_term("{application,kernel,[{vsn,\"1.0\"},{a,#{b=>c}}]}.", "")),
            "{application,kernel,[{vsn,\"1.0\"},{a,#{b => c}}]}");
}

TEST(PrettyText, BreaksLongTermsIntoLines) {
  std::vector<Term> modules;
  for (int i = 0; i < 200; ++i) modules.push_back(atom("module_" + std::to_string(i)));
  const Term term = tuple({atom("application"), list({tuple({atom("modules"), list(std::move(modules))})})});
  const std::string text = to_pretty_text(term);
  EXPECT_LE(longest_line(text).size(), 110u) << longest_line(text);
  EXPECT_GT(longest_line(text).size(), 60u);
  EXPECT_TRUE(read_term(text + ".", "pretty") == term);
}

TEST(PrettyText, WritesAHundredThousandElementsInTime) {
  std::vector<Term> elements;
  for (int i = 0; i < 100'000; ++i) elements.push_back(tuple({atom("key"), integer(i)}));
  const Term term = list(std::move(elements));
  const std::string text = to_pretty_text(term);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 99'999);
  EXPECT_TRUE(read_term(text + ".", "pretty") == term);
}

TEST(PrettyText, WritesDeepTermsInTime) {
  Term term = binary(std::string(90, 'x'));
  for (int i = 0; i < kDeepestTerm; ++i)
    term = i % 3 == 0   ? tuple({atom("a"), std::move(term), term})
           : i % 3 == 1 ? list({std::move(term)})
                        : map({{std::move(term), integer(1)}});
  const std::string text = to_pretty_text(term);
  EXPECT_TRUE(read_term(text + ".", "deep") == term);
}

TEST(PrettyText, WritesAnIntegerOfAHundredThousandDigitsInTime) {
  const std::string digits(100'000, '7');
  EXPECT_EQ(to_pretty_text(read_term("-" + digits + ".", "")), "-" + digits);
}

TEST(ConsultableFiles, SayTheirEncodingAndEndWithAFullStop) {
  EXPECT_EQ(to_consultable_file(tuple({atom("ü")})), "%% coding: utf-8\n{'ü'}.\n");
}

}  // namespace
}  // namespace slipway::erl
