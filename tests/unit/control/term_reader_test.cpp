#include "control/term_reader.hpp"

#include <gtest/gtest.h>

#include "control/failure.hpp"
#include "control/piece_source_support.hpp"
#include "corpus_support.hpp"
#include "erl/external.hpp"
#include "error_support.hpp"

namespace slipway::control {
namespace {

using erl::Term;

constexpr std::size_t kLimit = 1 << 20;

/// Everything that an external term can hold is read over, byte for byte.
TEST(TermReader, CapturesEachTermOfTheCorpusAsItStands) {
  std::size_t terms = 0;
  for (const std::string& name : corpus_names("external")) {
    if (!name.starts_with("good_")) continue;
    const std::string bytes = corpus_file("external/" + name + ".etf");
    for (const std::size_t piece : {std::size_t{1}, std::size_t{3}, SIZE_MAX}) {
      PieceSource source(bytes, piece);
      TermReader reader(source, bytes.size(), name);
      reader.expect_version();
      EXPECT_EQ(reader.capture(kLimit), bytes.substr(1)) << name;
      EXPECT_EQ(reader.remaining(), 0u) << name;
    }
    ++terms;
  }
  EXPECT_GT(terms, 3u);
}

TEST(TermReader, ReadsATupleElementByElement) {
  const std::string bytes = erl::encode_external(
      erl::tuple({erl::atom("io_request"), erl::binary("skipped"), erl::integer(300), erl::list({})}));
  PieceSource source(bytes, 2);
  TermReader reader(source, bytes.size(), "a message");
  reader.expect_version();
  EXPECT_EQ(reader.tuple_size(), 4u);
  EXPECT_EQ(reader.tuple_size(), std::nullopt) << "an atom is no tuple, and stays";
  EXPECT_EQ(reader.atom(), "io_request");
  EXPECT_EQ(reader.atom(), std::nullopt);
  reader.skip();
  EXPECT_EQ(reader.term(kLimit), erl::integer(300));
  EXPECT_EQ(reader.capture(kLimit), "j");
  EXPECT_EQ(reader.remaining(), 0u);
}

TEST(TermReader, ReadsOverListsThatNestAMillionDeep) {
  std::string bytes;
  for (int level = 0; level < 1'000'000; ++level) bytes += std::string("l\0\0\0\1", 5);
  bytes += "j" + std::string(1'000'000, 'j');
  MemorySource source(bytes);
  TermReader reader(source, bytes.size(), "a list");
  reader.skip();
  EXPECT_EQ(reader.remaining(), 0u);
}

TEST(TermReader, KeepsToALimit) {
  const std::string bytes = external_of(erl::binary(std::string(100, 'x')));
  MemorySource source(bytes);
  TermReader reader(source, bytes.size(), "a result");
  EXPECT_EQ(error_of([&] { reader.capture(50); }),
            "a result: a term is larger than the 50 bytes that are allowed");
}

TEST(TermReader, PutsTermsBackIntoOthersByteForByte) {
  const std::string opaque("m\0\0\0\2hi", 7);
  EXPECT_EQ(erl::encode_external(erl::tuple({erl::atom("a"), as_is(opaque)})),
            erl::encode_external(erl::tuple({erl::atom("a"), erl::binary("hi")})));
}

TEST(TermReader, RefusesATermThatIsCutAnywhere) {
  const std::string bytes = corpus_file("external/good_rich.etf").substr(1);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    PieceSource source(std::string_view(bytes).substr(0, size), 5);
    TermReader reader(source, size, "a term");
    EXPECT_THROW(reader.skip(), ConnectionError) << size;
  }
}

struct Hostile {
  std::string_view name;
  std::string bytes;
  std::string_view message;
};

TEST(TermReader, RefusesWhatIsNoTerm) {
  using namespace std::string_literals;
  const Hostile kHostile[] = {
      {"unknown tag", "\x01"s, "a term: expected a term, found the tag 1"},
      {"atom cache reference", "R\x00"s, "a term: expected a term, found the tag 82"},
      {"list that lies", "l\xff\xff\xff\xffj"s, "a term: a term is cut short"},
      {"map that lies", "t\xff\xff\xff\xffj"s, "a term: a term is cut short"},
      {"tuple that lies", "i\xff\xff\xff\xffj"s, "a term: a term is cut short"},
      {"binary that lies", "m\xff\xff\xff\xffj"s, "a term: expected 4294967295 more bytes, found 1"},
      {"function of 3 bytes", "p\x00\x00\x00\x03"s, "a term: a function's size counts its own 4 bytes"},
      {"pid of no node", "Xa\x01"s, "a term: expected the name of a node, found the tag 97"},
  };
  for (const Hostile& hostile : kHostile) {
    MemorySource source(hostile.bytes);
    TermReader reader(source, hostile.bytes.size(), "a term");
    EXPECT_EQ(error_of([&] { reader.skip(); }), hostile.message) << hostile.name;
  }
}

}  // namespace
}  // namespace slipway::control
