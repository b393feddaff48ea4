#include "launcher/terminal_protocol.hpp"

#include <gtest/gtest.h>

#include "corpus_support.hpp"

namespace slipway::launcher {
namespace {

TEST(TerminalGreeting, IsTheOneOfRunErl) {
  EXPECT_EQ(terminal_greeting(), "[run_erl v1-0]\n");
  std::string bytes = terminal_greeting() + "iex(1)> ";
  EXPECT_EQ(take_greeting(bytes), 1U);
  EXPECT_EQ(bytes, "iex(1)> ");
}

TEST(TerminalGreeting, IsAskedForWithTheKeysThatTheRunErlOfTheErtsKnows) {
  EXPECT_EQ(redraw_keys("13.1.5"), "\014");
  EXPECT_EQ(redraw_keys("15.2.7"), "\014");
  EXPECT_EQ(redraw_keys("17.1.1"), "\033l");
  EXPECT_EQ(redraw_keys(""), "\014");
}

TEST(TerminalGreeting, AnswersTheKeysOfAnyToErl) {
  for (const char* keys : {"\014", "\033l", "\033l\033_version=1"})
    EXPECT_TRUE(begins_with_redraw(keys)) << keys;
  for (const char* keys : {"", "l", "\033", "\033L", "x\014"}) EXPECT_FALSE(begins_with_redraw(keys)) << keys;
}

TEST(TerminalGreeting, OfAnotherVersionAgreesOnTheLower) {
  std::string later = "[run_erl v7-3]\n";
  EXPECT_EQ(take_greeting(later), 1U);
  std::string earlier = "[run_erl v0-9]\nx";
  EXPECT_EQ(take_greeting(earlier), 0U);
  EXPECT_EQ(earlier, "x");
}

TEST(TerminalGreeting, IsNotTakenFromOtherOutput) {
  for (const char* text : {"", "iex(1)> ", "[run_erl v1-0]", "[run_erl vX-0]\n", "a[run_erl v1-0]\n"}) {
    std::string bytes = text;
    EXPECT_EQ(take_greeting(bytes), 0U) << text;
    EXPECT_EQ(bytes, text);
  }
}

TEST(TypedKeys, PassWithoutTheControlSequencesBetweenThem) {
  TypedReader reader;
  const TypedReader::Typed typed = reader.read(
      "ab" + version_control(1) + "c" + window_size_control({80, 24}) + window_size_control({77, 33}) + "d");
  EXPECT_EQ(typed.keys, "abcd");
  EXPECT_EQ(typed.size, (WindowSize{77, 33}));
}

TEST(TypedKeys, PassWhereverAReadCutsASequence) {
  const std::string text = "a" + window_size_control({80, 24}) + "b";
  // ESC alone is a key, so a cut behind it shows the rest of the sequence as keys.
  const std::size_t behind_first_escape = 2;
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    if (cut == behind_first_escape) continue;
    TypedReader reader;
    const TypedReader::Typed first = reader.read(text.substr(0, cut));
    const TypedReader::Typed second = reader.read(text.substr(cut));
    EXPECT_EQ(first.keys + second.keys, "ab") << cut;
    EXPECT_EQ(first.size.has_value() + second.size.has_value(), 1) << cut;
  }
}

TEST(TypedKeys, ThatBeginLikeASequenceAreNotHeldBack) {
  for (const char* keys : {"\033", "\033[A", "\033_x", "\033_winsizes", "a\033"}) {
    TypedReader reader;
    EXPECT_EQ(reader.read(keys).keys, keys);
  }
  TypedReader reader;
  EXPECT_EQ(reader.read("\033_winsize=").keys, "");
  const std::string long_text(TypedReader::kLongestControl, '1');
  EXPECT_EQ(reader.read(long_text).keys, "\033_winsize=" + long_text);
}

TEST(TypedKeys, WithASizeThatIsNoneChangeNothing) {
  for (const char* command : {"winsize=", "winsize=80", "winsize=80,", "winsize=80,24x", "winsize=-1,2",
                              "winsize=99999,1", "winsize=1;2"}) {
    TypedReader reader;
    const TypedReader::Typed typed = reader.read("\033_" + std::string(command) + "\033\\k");
    EXPECT_EQ(typed.size, std::nullopt) << command;
    EXPECT_EQ(typed.keys, "k") << command;
  }
}

/// A file of tests/corpus/terminal, and what it means to both readers: none of it is an error. Its first byte
/// is for the fuzz target.
struct HostileSession {
  std::string_view name;
  unsigned version;
  /// Nothing: all that was typed.
  std::optional<std::string_view> keys;
  std::optional<WindowSize> size;
};

constexpr HostileSession kHostile[] = {
    {"control_in_a_control", 0, "", {}},
    {"control_of_100_bytes", 0, {}, {}},
    {"control_without_end", 0, "a", {}},
    {"empty", 0, "", {}},
    {"end_without_control", 0, {}, {}},
    {"escape_alone_where_a_read_ends", 0, "ab", WindowSize{80, 24}},
    {"escape_in_a_size", 0, "b", {}},
    {"good_greeting", 1, {}, {}},
    {"good_session", 0, "\014IO.puts(1)\r\004", WindowSize{80, 24}},
    {"greeting_of_a_later_version", 1, {}, {}},
    {"greeting_twice", 1, {}, {}},
    {"greeting_version_too_large", 0, {}, {}},
    {"greeting_with_a_sign", 0, {}, {}},
    {"greeting_with_low_above_high", 0, {}, {}},
    {"greeting_without_end", 0, {}, {}},
    {"greeting_without_numbers", 0, {}, {}},
    {"nul_in_a_size", 0, "b", {}},
    {"size_of_zeros", 0, "", WindowSize{0, 0}},
    {"size_out_of_range", 0, "", {}},
    {"size_with_a_sign", 0, "", {}},
    {"size_with_leading_zeros", 0, "", WindowSize{80, 24}},
    {"size_with_more_behind", 0, "", {}},
    {"size_without_rows", 0, "", {}},
    {"ten_thousand_escapes", 0, {}, {}},
    {"thousand_sizes", 0, "", WindowSize{3, 4}},
    {"unknown_control", 0, {}, {}},
};

TEST(TerminalSessions, OfHostileFilesLoseNoKeysAndBreakNothing) {
  std::set<std::string> files = corpus_names("terminal");
  for (const HostileSession& session : kHostile) {
    SCOPED_TRACE(session.name);
    ASSERT_EQ(files.erase(std::string(session.name)), 1U);
    const std::string bytes = corpus_file("terminal/" + std::string(session.name) + ".terminal");
    std::string greeting = bytes;
    EXPECT_EQ(take_greeting(greeting), session.version);
    const std::string_view all = std::string_view(bytes).substr(std::min<std::size_t>(bytes.size(), 1));
    TypedReader reader;
    const TypedReader::Typed typed = reader.read(all);
    EXPECT_EQ(typed.keys, session.keys.value_or(all));
    EXPECT_EQ(typed.size, session.size);
  }
  for (const std::string& name : files) ADD_FAILURE() << name << " is in no table";
}

}  // namespace
}  // namespace slipway::launcher
