#include "erl/external.hpp"

#include <gtest/gtest.h>

#include "corpus_support.hpp"
#include "erl/text_reader.hpp"
#include "error_support.hpp"

namespace slipway::erl {
namespace {

using namespace std::string_literals;

constexpr HostileFile kHostile[] = {
    {"atom_cache_reference", ": at byte 1: expected a term, found the unknown tag 82"},
    {"atom_cut_short", ": at byte 3: expected 5 bytes of an atom, found 2"},
    {"atom_not_utf8", ": at byte 1: expected an atom in UTF-8"},
    {"atom_of_256_latin1_characters", ": at byte 1: an atom has at most 255 characters, this one 256"},
    {"atom_of_256_utf8_characters", ": at byte 1: an atom has at most 255 characters, this one 256"},
    {"atom_overlong_utf8", ": at byte 1: expected an atom in UTF-8"},
    {"atom_surrogate", ": at byte 1: expected an atom in UTF-8"},
    {"binary_4_gib", ": at byte 6: expected 4294967295 bytes of a binary, found 3"},
    {"bit_string_0_bits", ": at byte 1: a bit string ends with 1 to 8 bits"},
    {"bit_string_9_bits", ": at byte 1: a bit string ends with 1 to 8 bits"},
    {"bit_string_empty", ": at byte 1: a bit string ends with 1 to 8 bits"},
    {"bytes_behind_the_term", ": at byte 3: expected the end, found 1 more bytes"},
    {"compressed",
     ": at byte 1: expected a term, found a compressed one (tag 80), which is not supported here"},
    {"distribution_header", ": at byte 1: expected a term, found the unknown tag 68"},
    {"empty", ": at byte 0: expected 1 byte of the version, found 0"},
    {"export_arity_atom", ": at byte 8: expected an arity of 0 to 255"},
    {"export_of_256_arguments", ": at byte 8: expected an arity of 0 to 255"},
    {"export_of_integers", ": at byte 2: expected an atom as a function's module"},
    {"float_cut_short", ": at byte 2: expected 8 bytes of a float, found 7"},
    {"function_4_gib", ": at byte 6: expected 4294967291 bytes of a function, found 1"},
    {"function_cut_short", ": at byte 6: expected 96 bytes of a function, found 95"},
    {"function_size_3", ": at byte 1: a function's size counts its own 4 bytes"},
    {"infinity", ": at byte 1: a float is finite: NaN and infinity are no Erlang terms"},
    {"integer_4_gib",
     ": at byte 1: an integer of 4294967295 bytes is larger than the 65536 that are allowed"},
    {"integer_cut_short", ": at byte 4: expected 5 bytes of an integer's digits, found 1"},
    {"integer_of_1_gib_that_is_there_in_part",
     ": at byte 7: expected 65536 bytes of an integer's digits, found 100"},
    {"integer_of_65537_bytes",
     ": at byte 1: an integer of 65537 bytes is larger than the 65536 that are allowed"},
    {"integer_sign_2", ": at byte 1: the sign of an integer is 0 or 1, found 2"},
    {"list_4_gi_elements", ": at byte 1: 4294967295 elements cannot stand in the 1 bytes that are left"},
    {"list_without_tail", ": at byte 9: expected 1 byte of a term, found 0"},
    {"local",
     ": at byte 1: expected a term, found one that only the emulator which wrote it can read (tag 121, of "
     "the option local)"},
    {"map_4_gi_pairs", ": at byte 1: a map of 4294967295 pairs is cut short"},
    {"map_of_pairs_that_fit_by_halves", ": at byte 1: a map of 3 pairs is cut short"},
    {"map_same_key_twice", ": at byte 1: a map has the same key twice"},
    {"map_same_key_twice_in_two_forms", ": at byte 1: a map has the same key twice"},
    {"map_without_last_value", ": at byte 9: expected 1 byte of a term, found 0"},
    {"nan", ": at byte 1: a float is finite: NaN and infinity are no Erlang terms"},
    {"nested_600_lists", ": at byte 2566: terms nest deeper than the 512 allowed levels"},
    {"nested_600_maps", ": at byte 4102: terms nest deeper than the 512 allowed levels"},
    {"nested_600_pids", ": at byte 514: terms nest deeper than the 512 allowed levels"},
    {"nested_600_tails", ": at byte 4102: terms nest deeper than the 512 allowed levels"},
    {"nested_600_tuples", ": at byte 1027: terms nest deeper than the 512 allowed levels"},
    {"no_term", ": at byte 1: expected 1 byte of a term, found 0"},
    {"node_of_a_pid_is_a_pid", ": at byte 3: expected an atom as the node of a pid"},
    {"old_function", ": at byte 1: expected a term, found the unknown tag 117"},
    {"old_reference_cut_short", ": at byte 5: expected 5 bytes of a reference, found 4"},
    {"pid_without_node", ": at byte 2: expected an atom as the node of a pid"},
    {"port_cut_short", ": at byte 5: expected 12 bytes of a port, found 4"},
    {"reference_0_words", ": at byte 1: a reference has 1 to 5 words, this one 0"},
    {"reference_6_words", ": at byte 1: a reference has 1 to 5 words, this one 6"},
    {"reference_cut_short", ": at byte 7: expected 24 bytes of a reference, found 20"},
    {"string_cut_short", ": at byte 4: expected 65535 bytes of a string, found 3"},
    {"text_float_cut_short", ": at byte 2: expected 31 bytes of a float, found 3"},
    {"text_float_empty", ": at byte 1: expected a float in text"},
    {"text_float_infinity", ": at byte 1: expected a float in text"},
    {"text_float_nan", ": at byte 1: expected a float in text"},
    {"text_float_too_large", ": at byte 1: expected a float in text"},
    {"text_float_words", ": at byte 1: expected a float in text"},
    {"tuple_4_gi_elements", ": at byte 1: 4294967295 elements cannot stand in the 1 bytes that are left"},
    {"tuple_of_255_in_254_bytes", ": at byte 1: 255 elements cannot stand in the 254 bytes that are left"},
    {"unknown_tag", ": at byte 1: expected a term, found the unknown tag 0"},
    {"version_twice", ": at byte 1: expected a term, found the unknown tag 131"},
    {"wrong_version", ": at byte 0: expected the external term format (131), found 130"},
};

void read(std::string_view bytes, std::string_view source) { decode_external(bytes, source); }

TEST(ExternalTerms, HostileFilesAreRefusedWithTheirReason) { expect_corpus("external", kHostile, read); }

TEST(ExternalTerms, AreRefusedWhereverTheyAreCutShort) {
  expect_refused_when_cut(corpus_file("external/good_rich.etf"), read);
  expect_refused_when_cut(corpus_file("external/good_identifiers.etf"), read);
}

TEST(ExternalTerms, TheRichFileHoldsWhatItsGrammarSays) {
  const Term expected = read_term(
      "{1, -2, 16#FFFFFFFFFFFFFFFF, -1.5, 1.5, 'ü', 'ü', \"abc\", [a, a | <<\"xy\">>], <<255, 7:3>>,"
      " #{1 => a, a => []}, fun a:a/2}.",
      "text");
  EXPECT_TRUE(decode_external(corpus_file("external/good_rich.etf"), "file") == expected);
}

TEST(ExternalTerms, IdentifiersAreKeptAsTheyCame) {
  const std::string bytes = corpus_file("external/good_identifiers.etf");
  const Term term = decode_external(bytes, "file");
  using Kind = Opaque::Kind;
  const Kind kinds[] = {Kind::kPid,       Kind::kPid,       Kind::kPort,      Kind::kPort,    Kind::kPort,
                        Kind::kReference, Kind::kReference, Kind::kReference, Kind::kFunction};
  const auto* elements = term.tuple(std::size(kinds));
  ASSERT_NE(elements, nullptr);
  for (std::size_t i = 0; i < std::size(kinds); ++i) {
    ASSERT_TRUE((*elements)[i].is<Opaque>());
    EXPECT_EQ((*elements)[i].as<Opaque>()->kind, kinds[i]);
  }
  EXPECT_EQ(encode_external(term), bytes);
}

TEST(ExternalTerms, OldFormsAreReadAsTheirNewOnes) {
  EXPECT_TRUE(decode_external(corpus_file("external/good_latin1_small_atom.etf"), "") == atom("é"));
  EXPECT_TRUE(decode_external(corpus_file("external/good_leading_zeros.etf"), "") == integer(-5));
  EXPECT_TRUE(decode_external(corpus_file("external/good_list_without_elements.etf"), "") == atom("a"));
  EXPECT_TRUE(decode_external(corpus_file("external/good_empty_atom.etf"), "") == atom(""));
}

TEST(ExternalTerms, RefuseACountBeyondWhatIsLeft) {
  EXPECT_EQ(error_of([] { decode_external("\x83h\xFF"s, "boot"); }),
            "boot: at byte 1: 255 elements cannot stand in the 0 bytes that are left");
}

TEST(ExternalTerms, OfAHundredThousandLevelsAreRefused) {
  std::string bytes = "\x83";
  for (int i = 0; i < 100'000; ++i) bytes += "h\x01"s;
  EXPECT_EQ(error_of([&] { decode_external(bytes + "j", "boot"); }),
            "boot: at byte 1027: terms nest deeper than the 512 allowed levels");
}

TEST(ExternalTerms, OfTheAllowedDepthAreReadAndWritten) {
  std::string bytes = "\x83";
  for (int i = 0; i < kDeepestTerm; ++i) bytes += "h\x01"s;
  bytes += "j";
  EXPECT_EQ(encode_external(decode_external(bytes, "deep")), bytes);
}

TEST(ExternalTerms, MapsAreWrittenInTheOrderOfTheirKeys) {
  const Term one = map({{atom("b"), integer(2)}, {atom("a"), integer(1)}, {integer(9), integer(0)}});
  const Term other = map({{integer(9), integer(0)}, {atom("a"), integer(1)}, {atom("b"), integer(2)}});
  EXPECT_EQ(encode_external(one), encode_external(other));
  EXPECT_EQ(encode_external(one),
            "\x83t\0\0\0\x03"
            "a\x09"
            "a\0"
            "w\x01"
            "aa\x01"
            "w\x01"
            "ba\x02"s);
}

// A map with two maps as its keys, and so on; it takes 2^depth leaves.
std::string map_of_maps(int depth, int first_leaf) {
  if (depth == 0) return {'b', 0, 0, static_cast<char>(first_leaf >> 8), static_cast<char>(first_leaf)};
  return "t\0\0\0\x02"s + map_of_maps(depth - 1, first_leaf) + "j" +
         map_of_maps(depth - 1, first_leaf + (1 << (depth - 1))) + "j";
}

TEST(ExternalTerms, MapsWithMapsAsKeysAreReadInTime) {
  // Were the entries sorted for each comparison, this would take hours.
  const Term term = decode_external("\x83" + map_of_maps(14, 0), "maps");
  EXPECT_EQ(term.as<Map>()->entries.size(), 2u);
  EXPECT_TRUE(term == decode_external(encode_external(term), "maps"));
}

TEST(ExternalTerms, AtomsAreWrittenAsTheOtpReleaseDoes) {
  EXPECT_EQ(encode_external(atom("é"), AtomEncoding::kLatin1WherePossible),
            "\x83"
            "d\0\x01\xE9"s);
  EXPECT_EQ(encode_external(atom("é"), AtomEncoding::kUtf8), "\x83w\x02\xC3\xA9"s);
  EXPECT_EQ(encode_external(atom("日"), AtomEncoding::kLatin1WherePossible), "\x83w\x03日"s);
}

TEST(ExternalTerms, LongBytesListsAreNoStrings) {
  const std::string longest = encode_external(list(std::vector<Term>(65535, integer(1))));
  EXPECT_EQ(longest.substr(0, 4), "\x83k\xFF\xFF"s);
  const std::string longer = encode_external(list(std::vector<Term>(65536, integer(1))));
  EXPECT_EQ(longer.substr(0, 6), "\x83l\0\x01\0\0"s);
}

}  // namespace
}  // namespace slipway::erl
