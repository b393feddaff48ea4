#include "erl/text_reader.hpp"

#include <gtest/gtest.h>

#include "corpus_support.hpp"
#include "erl/external.hpp"
#include "error_support.hpp"

namespace slipway::erl {
namespace {

constexpr HostileFile kHostile[] = {
    {"arity_256", ":1:9: expected an arity of 0 to 255, found a number"},
    {"atom_of_256_characters", ":1:1: an atom has at most 255 characters, this one 256"},
    {"base_37", ":1:1: a number's base is 2 to 36, found 37"},
    {"base_of_many_digits", ":1:1: a number's base is 2 to 36, found 11111111"},
    {"based_float", ":1:1: floats with a base are not supported here"},
    {"binary_in_a_binary", ":1:3: expected an integer of 64 bits or a string in a binary, found '('"},
    {"binary_not_closed", ":1:7: expected '>>', found a full stop"},
    {"binary_of_a_big_integer",
     ":1:3: expected an integer of 64 bits or a string in a binary, found a number"},
    {"binary_of_an_atom", ":1:3: expected an integer of 64 bits or a string in a binary, found 'a'"},
    {"byte_order_mark",
     ":1:1: expected a term, found a character that only quoted atoms and strings may hold"},
    {"call", ":1:9: expected '}', found '('"},
    {"character_at_the_end", ":1:1: expected a character after $"},
    {"comma_at_the_end", ":1:7: expected a term, found '}'"},
    {"comment_alone", ": expected one term, found 0"},
    {"control_escape_of_nothing", ":1:2: expected \\^@ to \\^_"},
    {"cut_in_a_character", ":1:2: expected UTF-8 text"},
    {"delete_character", ":1:4: expected a term, found a control character"},
    {"digit_beyond_base", ":1:3: expected digits of base 2"},
    {"empty", ": expected one term, found 0"},
    {"escape_at_the_end", ":1:2: the text ends after a backslash"},
    {"escape_beyond_unicode", ":1:2: an escape is no Unicode character"},
    {"escape_not_closed", ":1:2: expected \\xHH or \\x{H...}"},
    {"escape_of_a_surrogate", ":1:2: an escape is no Unicode character"},
    {"escape_of_many_digits", ":1:2: expected \\xHH or \\x{H...}"},
    {"escape_without_digits", ":1:2: expected \\xHH or \\x{H...}"},
    {"exponent_of_1000_digits", ":1:1: a float is out of range: 1.0e999999999999999999999999999999999999"},
    {"exponent_without_digits", ":1:4: expected the digits of an exponent"},
    {"expression", ":1:7: expected '}', found '+'"},
    {"float_too_large", ":1:1: a float is out of range: 1.0e309"},
    {"float_without_fraction", ":1:2: expected white space after a full stop"},
    {"full_stop_alone", ":1:1: expected a term, found a full stop"},
    {"full_stop_inside", ":1:3: expected '}', found a full stop"},
    {"full_stop_without_space", ":1:2: expected white space after a full stop"},
    {"fun_without_module", ":1:8: expected ':', found '/'"},
    {"improper_list_with_two_tails", ":1:7: expected ']', found ','"},
    {"latin1_without_comment", ":1:3: expected UTF-8 text"},
    {"list_comprehension", ":1:2: expected a term (variables and expressions are not terms), found 'X'"},
    {"list_subtraction", ":1:5: expected a full stop after a term, found '-'"},
    {"list_without_head", ":1:2: expected a term, found '|'"},
    {"local_fun", ":1:4: expected a module (fun Module:Name/Arity), found '('"},
    {"macro", ":1:5: expected a term, found '?'"},
    {"map_update", ":1:4: expected a full stop after a term, found '#'"},
    {"map_with_colon", ":1:5: expected '=>', found ':'"},
    {"map_without_value", ":1:7: expected a term, found '}'"},
    {"nested_600_lists", ":1:514: terms nest deeper than the 512 allowed levels, found '['"},
    {"nested_600_maps", ":1:2563: terms nest deeper than the 512 allowed levels, found 'a'"},
    {"nested_600_tuples_in_maps", ":1:771: terms nest deeper than the 512 allowed levels, found '{'"},
    {"no_comma", ":1:4: expected '}', found 'b'"},
    {"no_full_stop", ":2:1: expected a full stop after a term, found the end of the file"},
    {"noncharacter", ":1:2: U+FFFE and U+FFFF are no characters"},
    {"nul_byte", ":1:5: expected a term, found '}'"},
    {"nul_in_an_atom", ":1:3: expected a full stop after a term, found 'b'"},
    {"opaque_reference", ":1:2: expected '{', found 'Ref'"},
    {"overlong_utf8", ":1:2: expected UTF-8 text"},
    {"pid", ":1:1: expected a term, found '<'"},
    {"quoted_atom_of_256_characters", ":1:1: an atom has at most 255 characters, this one 256"},
    {"record", ":1:2: expected '{', found 'demo'"},
    {"reserved_word", ":1:2: expected a term (variables and expressions are not terms), found 'case'"},
    {"sign_without_number", ":1:2: expected a number after the sign, found 'a'"},
    {"size_65", ":1:5: expected a size of 0 to 64 bits, found a number"},
    {"size_negative", ":1:5: expected a size of 0 to 64 bits, found '-'"},
    {"size_of_a_gigabit", ":1:5: expected a size of 0 to 64 bits, found a number"},
    {"surrogate_in_a_string", ":1:2: expected UTF-8 text"},
    {"triple_quotes", ":1:1: triple-quoted strings are not supported here"},
    {"two_terms", ": expected one term, found 2"},
    {"type_integer", ":1:5: expected utf8 (other types are not supported), found 'integer'"},
    {"unclosed_atom", ":1:1: a quoted atom is not closed"},
    {"unclosed_string", ":2:2: a string is not closed"},
    {"unclosed_tuple", ":1:10: expected ']', found '}'"},
    {"underscore_at_the_end", ":1:2: expected a full stop after a term, found '_'"},
    {"utf8_of_a_surrogate", ":1:3: a segment of the type utf8 is a code point, or a string, without a size"},
    {"utf8_with_a_size", ":1:3: a segment of the type utf8 is a code point, or a string, without a size"},
    {"variable", ":1:5: expected a term (variables and expressions are not terms), found 'Variable'"},
};

Term read(std::string_view text) { return read_term(text, "text"); }
std::string refusal(std::string_view text) {
  return error_of([&] { read(text); });
}

TEST(TextTerms, HostileFilesAreRefusedWithTheirReason) {
  expect_corpus("text", kHostile, [](auto text, auto source) { read_term(text, source); });
}

TEST(TextTerms, AreRefusedWhereverTheyAreCutShort) {
  // All but the line feed behind the full stop.
  std::string text = corpus_file("text/good_rich.term");
  text.pop_back();
  expect_refused_when_cut(text, [](auto cut, auto source) { read_term(cut, source); });
}

TEST(TextTerms, AreReadOneByOne) {
  const std::vector<Term> terms = read_terms("a. %% the first\n{b}.\n\n\"c\".", "text");
  ASSERT_EQ(terms.size(), 3u);
  EXPECT_TRUE(terms[1] == tuple({atom("b")}));
  EXPECT_TRUE(read_terms("", "text").empty());
  EXPECT_TRUE(read_terms("% nothing\n", "text").empty());
}

TEST(TextTerms, NumbersAreRead) {
  EXPECT_TRUE(read("1_000.") == integer(1000));
  EXPECT_TRUE(read("16#FFFF_FFFF.") == integer(0xFFFFFFFF));
  EXPECT_TRUE(read("-9223372036854775808.") == integer(INT64_MIN));
  EXPECT_TRUE(read("1.0e-400.") == Term(0.0));
  EXPECT_TRUE(read("1.0E+10.") == Term(1e10));
  EXPECT_TRUE(read("-0.0.") == Term(-0.0));
  EXPECT_TRUE(read("[$ , $\\n, $\\x{400}, $\\\\].") ==
              list({integer(' '), integer('\n'), integer(0x400), integer('\\')}));
}

TEST(TextTerms, AnIntegerOfAHundredThousandDigitsIsReadInTime) {
  const std::string digits = "1" + std::string(99'999, '0');
  const Term term = read(digits + ".");
  ASSERT_TRUE(term.is<BigInteger>());
  EXPECT_EQ(term.as<BigInteger>()->magnitude.size(), 41'524u);
  EXPECT_TRUE(read("-" + digits + ".").as<BigInteger>()->negative);
}

TEST(TextTerms, IntegersBeyondTheLimitAreRefused) {
  EXPECT_EQ(refusal("[2#" + std::string(600'000, '1') + "]."),
            "text:1:2: an integer has more than 65536 bytes");
}

TEST(TextTerms, OfAHundredThousandLevelsAreRefused) {
  EXPECT_EQ(refusal(std::string(100'000, '[')),
            "text:1:514: terms nest deeper than the 512 allowed levels, found '['");
  std::string maps;
  for (int i = 0; i < 100'000; ++i) maps += "#{a=>";
  EXPECT_EQ(refusal(maps), "text:1:2563: terms nest deeper than the 512 allowed levels, found 'a'");
}

TEST(TextTerms, OfTheAllowedDepthAreRead) {
  EXPECT_EQ(refusal(std::string(kDeepestTerm, '{') + std::string(kDeepestTerm, '}') + "."), "");
}

TEST(TextTerms, EscapesAreRead) {
  EXPECT_TRUE(read("'a\\x{400}b'.") == atom("aЀb"));
  EXPECT_TRUE(read("\"\\x{1F600}\".") == list({integer(0x1F600)}));
  EXPECT_TRUE(read("\"\\\"'\\101\\^A\\s\\d\\e\".") == charlist("\"'A\x01 \x7F\x1B"));
  EXPECT_TRUE(read("'don\\'t'.") == atom("don't"));
}

TEST(TextTerms, StringsInBinariesAreBytesUnlessTheySayUtf8) {
  EXPECT_TRUE(read("<<\"ü\">>.") == binary("\xFC"));
  EXPECT_TRUE(read("<<\"ü\"/utf8>>.") == binary("ü"));
  EXPECT_TRUE(read("<<252/utf8>>.") == binary("ü"));
  EXPECT_TRUE(read("<<\"ab\":16, \"c\" \"d\">>.") == binary(std::string_view("\0a\0bcd", 6)));
}

TEST(TextTerms, BitSizesAreKept) {
  EXPECT_TRUE(read("<<5:3>>.") == Term(BitString{"\xA0", 3}));
  EXPECT_TRUE(read("<<1:1, 1:7>>.") == binary("\x81"));
  EXPECT_TRUE(read("<<-1:64>>.") == binary(std::string(8, '\xFF')));
  EXPECT_TRUE(read("<<256>>.") == binary(std::string(1, '\0')));
}

TEST(TextTerms, TheLastOfEqualMapKeysCounts) {
  EXPECT_TRUE(read("#{a => 1, b => 2, a => 3}.") == map({{atom("a"), integer(3)}, {atom("b"), integer(2)}}));
}

TEST(TextTerms, AListsTailIsJoinedWhereItIsAList) {
  EXPECT_TRUE(read("[a | [b, c]].") == read("[a, b, c]."));
  EXPECT_TRUE(read("[a | [b | c]].") == read("[a, b | c]."));
}

TEST(TextTerms, MaybeIsAnAtomAsItWasBeforeOtp27) {
  EXPECT_TRUE(read("{maybe, else}.") == tuple({atom("maybe"), atom("else")}));
}

TEST(TextTerms, ErrorsNameLineAndColumn) {
  EXPECT_EQ(refusal("{a,\n  b c}.\n"), "text:2:5: expected '}', found 'c'");
  EXPECT_EQ(refusal("{a,\n  B}.\n"),
            "text:2:3: expected a term (variables and expressions are not terms), found 'B'");
}

}  // namespace
}  // namespace slipway::erl
