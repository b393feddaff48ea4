#include "editor/keys.hpp"

#include <gtest/gtest.h>

namespace slipway::editor {
namespace {

using Kind = Key::Kind;
using Keys = std::vector<Key>;

Keys decoded(std::string_view bytes) { return KeyDecoder().decode(bytes); }

Key text(std::string_view characters) { return {Kind::kText, std::string(characters)}; }
Key control(std::string_view letter) { return {Kind::kControl, std::string(letter)}; }

/// What has_key's operator<< would be: the kinds and texts, for comparing in one go.
std::string shown(const Keys& keys) {
  std::string all;
  for (const Key& key : keys) {
    all += std::to_string(static_cast<int>(key.kind)) + (key.alt ? "A" : "") + (key.control ? "C" : "") +
           ":" + key.text + " ";
  }
  return all;
}

TEST(Keys, OfAReadAreOneText) {
  EXPECT_EQ(decoded("abc"), (Keys{text("abc")}));
  EXPECT_EQ(decoded("a\rb"), (Keys{text("a"), {Kind::kEnter}, text("b")}));
  EXPECT_EQ(decoded("h\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80"),
            (Keys{text("h\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80")}));
}

TEST(Keys, WithControlAreNamedByTheirLetter) {
  EXPECT_EQ(decoded("\x01\x03\x1A\x1F"), (Keys{control("a"), control("c"), control("z"), control("_")}));
  EXPECT_EQ(decoded(std::string_view("\0", 1)), (Keys{control("@")}));
  EXPECT_EQ(decoded("\t\n\r\b\x7F"),
            (Keys{{Kind::kTab}, {Kind::kEnter}, {Kind::kEnter}, {Kind::kBackspace}, {Kind::kBackspace}}));
}

TEST(Keys, OfEachTerminalMeanTheSame) {
  struct Case {
    const char* bytes;
    Key key;
  };
  const std::vector<Case> cases = {{"\033[A", {Kind::kUp}},
                                   {"\033OA", {Kind::kUp}},
                                   {"\033[B", {Kind::kDown}},
                                   {"\033[C", {Kind::kRight}},
                                   {"\033OD", {Kind::kLeft}},
                                   {"\033[H", {Kind::kHome}},
                                   {"\033[1~", {Kind::kHome}},
                                   {"\033[7~", {Kind::kHome}},
                                   {"\033OF", {Kind::kEnd}},
                                   {"\033[4~", {Kind::kEnd}},
                                   {"\033[8~", {Kind::kEnd}},
                                   {"\033[3~", {Kind::kDelete}},
                                   {"\033[5~", {Kind::kPageUp}},
                                   {"\033[6~", {Kind::kPageDown}},
                                   {"\033[Z", {Kind::kBackTab}},
                                   {"\033[2~", {Kind::kInsert}},
                                   {"\033[1;5C", {Kind::kRight, "", false, true}},
                                   {"\033[1;3D", {Kind::kLeft, "", true, false}},
                                   {"\033[3;5~", {Kind::kDelete, "", false, true}},
                                   {"\033\033[D", {Kind::kLeft, "", true, false}},
                                   {"\033b", {Kind::kText, "b", true}},
                                   {"\033\xC3\xA9", {Kind::kText, "\xC3\xA9", true}},
                                   {"\033\x7F", {Kind::kBackspace, "", true}},
                                   {"\033\r", {Kind::kEnter, "", true}},
                                   {"\033\x04", {Kind::kControl, "d", true}},
                                   {"\033[15~", {Kind::kUnknown}},
                                   {"\033[[A", {Kind::kUnknown}},
                                   {"\033[?1;2c", {Kind::kUnknown}},
                                   {"\033[<0;1;1M", {Kind::kUnknown}},
                                   {"\033[I", {Kind::kUnknown}}};
  for (const Case& one : cases) {
    EXPECT_EQ(shown(decoded(one.bytes)), shown({one.key})) << testing::PrintToString(one.bytes);
  }
}

TEST(Keys, AreTheSameWhereverAReadCutsThem) {
  const std::string bytes =
      "a\xC3\xA9\xF0\x9F\x98\x80\033[1;5C\033OA\033b\r\033[200~x\r\ny\xE4\xB8\xAD\033[20z\033[201~z\033[3~";
  const auto merged = [](Keys keys) {
    Keys all;
    for (Key& key : keys) {
      const bool goes_on = !all.empty() && all.back().kind == key.kind && !key.alt && !all.back().alt &&
                           (key.kind == Kind::kText || key.kind == Kind::kPaste);
      if (goes_on) {
        all.back().text += key.text;
      } else {
        all.push_back(std::move(key));
      }
    }
    return all;
  };
  const std::string whole = shown(merged(decoded(bytes)));
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    KeyDecoder decoder;
    Keys keys = decoder.decode(bytes.substr(0, cut));
    for (Key& key : decoder.decode(bytes.substr(cut))) keys.push_back(std::move(key));
    EXPECT_EQ(shown(merged(keys)), whole) << cut;
  }
}

TEST(Keys, AnEscapeAloneIsAKeyOnceNothingFollows) {
  KeyDecoder decoder;
  EXPECT_EQ(decoder.decode("\033"), Keys{});
  EXPECT_TRUE(decoder.is_waiting());
  EXPECT_EQ(decoder.flush(), (Keys{{Kind::kEscape}}));
  EXPECT_FALSE(decoder.is_waiting());
  EXPECT_EQ(decoder.flush(), Keys{});
}

TEST(Keys, AltWithABracketIsAKeyOnceNothingFollows) {
  KeyDecoder decoder;
  EXPECT_EQ(decoder.decode("\033["), Keys{});
  EXPECT_EQ(decoder.flush(), (Keys{{Kind::kText, "[", true}}));
}

TEST(Keys, ASequenceThatDoesNotEndIsGivenUp) {
  KeyDecoder decoder;
  const Keys keys = decoder.decode("\033[" + std::string(100, '1') + "x");
  ASSERT_FALSE(keys.empty());
  EXPECT_EQ(keys[0].kind, Kind::kUnknown);
  EXPECT_FALSE(decoder.is_waiting());
}

TEST(Keys, BytesThatAreNoUtf8AreReplaced) {
  EXPECT_EQ(decoded("a\xFF"
                    "b"),
            (Keys{text("a\xEF\xBF\xBD"
                       "b")}));
  EXPECT_EQ(decoded("\xC3"
                    "b"),
            (Keys{text("\xEF\xBF\xBD"
                       "b")}));
}

TEST(Paste, IsTakenAsItIsWithLineEndsOfOneKind) {
  EXPECT_EQ(decoded("\033[200~a\tb\r\nc\rd\ne\033[Af\033[201~g"),
            (Keys{{Kind::kPaste, "a\tb\nc\nd\ne\033[Af"}, text("g")}));
}

TEST(Paste, GoesOnOverManyReads) {
  KeyDecoder decoder;
  std::string all;
  decoder.decode("\033[200~");
  for (int i = 0; i < 100; ++i) {
    for (const Key& key : decoder.decode("0123456789")) all += key.text;
  }
  EXPECT_FALSE(decoder.is_waiting());
  for (const Key& key : decoder.decode("\033[201~")) all += key.text;
  EXPECT_EQ(all.size(), 1000u);
}

}  // namespace
}  // namespace slipway::editor
