#include "control/characters.hpp"

#include <gtest/gtest.h>

#include <optional>

#include "control/piece_source_support.hpp"
#include "erl/term.hpp"

namespace slipway::control {
namespace {

using erl::Term;

class Text final : public TextSink {
 public:
  void write(std::string_view utf8) override { text += utf8; }
  std::string text;
};

/// The text, the same however the bytes come; nothing where it is refused.
std::optional<std::string> text_of_bytes(const std::string& bytes, CharacterEncoding encoding) {
  std::optional<std::string> last;
  for (const std::size_t piece : {SIZE_MAX, std::size_t{7}, std::size_t{2}, std::size_t{1}}) {
    PieceSource source(bytes, piece);
    TermReader reader(source, bytes.size(), "characters");
    Text text;
    const bool valid = copy_characters(reader, encoding, text);
    const std::optional<std::string> now = valid ? std::optional(text.text) : std::nullopt;
    if (piece != SIZE_MAX) {
      EXPECT_EQ(now, last) << "in pieces of " << piece;
    }
    last = now;
  }
  return last;
}

std::optional<std::string> unicode(const Term& term) {
  return text_of_bytes(external_of(term), CharacterEncoding::kUnicode);
}
std::optional<std::string> latin1(const Term& term) {
  return text_of_bytes(external_of(term), CharacterEncoding::kLatin1);
}

TEST(Characters, AreTheTextOfBinariesAndLists) {
  EXPECT_EQ(unicode(erl::binary("größer: 船隊 😀")), "größer: 船隊 😀");
  EXPECT_EQ(unicode(erl::charlist("größer: 船隊 😀")), "größer: 船隊 😀");
  EXPECT_EQ(unicode(erl::charlist("plain")), "plain");
  EXPECT_EQ(unicode(erl::binary("")), "");
  EXPECT_EQ(unicode(erl::list({})), "");
  EXPECT_EQ(unicode(erl::list({erl::charlist("a"), erl::list({erl::binary("b"), erl::integer(0x8239)}),
                               erl::list({}), erl::integer('c')})),
            "ab船c");
}

TEST(Characters, MayEndInABinary) {
  EXPECT_EQ(unicode(erl::List{{erl::integer('a')}, {erl::binary("bc")}}), "abc");
}

TEST(Characters, OfLatin1AreBytes) {
  EXPECT_EQ(latin1(erl::binary("gr\xf6\xdf")), "größ");
  EXPECT_EQ(latin1(erl::charlist("größ")), "größ");
  EXPECT_EQ(latin1(erl::charlist("船")), std::nullopt);
}

TEST(Characters, ThatAreNoTextAreRefused) {
  EXPECT_EQ(unicode(erl::atom("a")), std::nullopt);
  EXPECT_EQ(unicode(erl::tuple({})), std::nullopt);
  EXPECT_EQ(unicode(erl::list({erl::integer(-1)})), std::nullopt);
  EXPECT_EQ(unicode(erl::list({erl::integer(0xD800)})), std::nullopt);
  EXPECT_EQ(unicode(erl::list({erl::integer(0x110000)})), std::nullopt);
  EXPECT_EQ(unicode(erl::binary("ab\xff")), std::nullopt);
  EXPECT_EQ(unicode(erl::binary("ab\xc3")), std::nullopt) << "cut in a character";
  EXPECT_EQ(unicode(erl::binary("\xc0\x80")), std::nullopt) << "not the shortest form";
}

TEST(Characters, WriteWhatWasValidBefore) {
  const std::string bytes = external_of(erl::binary("good\xff"));
  MemorySource source(bytes);
  TermReader reader(source, bytes.size(), "characters");
  Text text;
  EXPECT_FALSE(copy_characters(reader, CharacterEncoding::kUnicode, text));
  EXPECT_EQ(text.text, "good");
}

TEST(Characters, NestAMillionDeep) {
  std::string bytes;
  for (int level = 0; level < 1'000'000; ++level) bytes += std::string("l\0\0\0\2a", 6) + "x";
  bytes += "j" + std::string(1'000'000, 'j');
  MemorySource source(bytes);
  TermReader reader(source, bytes.size(), "characters");
  Text text;
  EXPECT_TRUE(copy_characters(reader, CharacterEncoding::kUnicode, text));
  EXPECT_EQ(text.text, std::string(1'000'000, 'x'));
}

TEST(Characters, OfManyPiecesAreWhole) {
  std::string long_text;
  for (int index = 0; index < 40'000; ++index) {
    long_text += index % 3 == 0 ? "ö" : index % 7 == 0 ? "😀" : "a";
  }
  EXPECT_EQ(unicode(erl::binary(long_text)), long_text);
  EXPECT_EQ(unicode(erl::charlist(long_text)), long_text);
}

}  // namespace
}  // namespace slipway::control
