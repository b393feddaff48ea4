#include "editor/line.hpp"

#include <gtest/gtest.h>

namespace slipway::editor {
namespace {

/// The text with | where the cursor stands.
std::string state(const Line& line) {
  std::string text = line.text();
  return text.insert(line.cursor(), "|");
}

Line with(std::string_view text_and_cursor) {
  const std::size_t cursor = text_and_cursor.find('|');
  Line line;
  line.set(std::string(text_and_cursor.substr(0, cursor)) + std::string(text_and_cursor.substr(cursor + 1)));
  line.move_to(cursor);
  return line;
}

std::string after(std::string_view before, void (Line::*change)()) {
  Line line = with(before);
  (line.*change)();
  return state(line);
}

TEST(Line, TakesTextWhereTheCursorIs) {
  Line line = with("ab|d");
  line.insert("c");
  EXPECT_EQ(state(line), "abc|d");
}

TEST(Line, LeavesControlCharactersOut) {
  Line line;
  line.insert("a\033[31mb\x7F\tc\nd\re");
  EXPECT_EQ(line.text(), "a[31mb\tc\nde");
}

TEST(Line, MovesByCharactersAsTheyAreSeen) {
  const std::string accent = "e\xCC\x81";                                     // e, combining acute
  const std::string family = "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7";  // woman, joiner, girl
  const std::string flags = "\xF0\x9F\x87\xA9\xF0\x9F\x87\xAA\xF0\x9F\x87\xAB\xF0\x9F\x87\xB7";  // DE, FR
  Line line = with(accent + family + flags + "|");
  std::vector<std::size_t> places;
  while (line.cursor() > 0) {
    line.move_left();
    places.push_back(line.cursor());
  }
  EXPECT_EQ(places, (std::vector<std::size_t>{accent.size() + family.size() + 8,
                                              accent.size() + family.size(), accent.size(), 0}));
  line.move_right();
  EXPECT_EQ(line.cursor(), accent.size());
  line.delete_left();
  EXPECT_EQ(line.text(), family + flags);
  line.delete_right();
  EXPECT_EQ(line.text(), flags);
}

TEST(Line, MovesAndDeletesByWords) {
  EXPECT_EQ(after("Enum.map(list)|", &Line::move_word_left), "Enum.map(|list)");
  EXPECT_EQ(after("Enum.map|(list)", &Line::move_word_left), "Enum.|map(list)");
  EXPECT_EQ(after("|Enum.map", &Line::move_word_right), "Enum|.map");
  EXPECT_EQ(after("Enum|.map(x)", &Line::move_word_right), "Enum.map|(x)");
  EXPECT_EQ(after("a gr\xC3\xBC\xC3\x9F|", &Line::move_word_left), "a |gr\xC3\xBC\xC3\x9F");
  EXPECT_EQ(after("|", &Line::move_word_left), "|");
  EXPECT_EQ(after("a |", &Line::move_word_right), "a |");
}

TEST(Line, KillsAndYanks) {
  Line line = with("one two| three");
  line.kill_word_left();
  EXPECT_EQ(state(line), "one | three");
  line.kill_word_right();
  EXPECT_EQ(state(line), "one |");
  line.move_to(0);
  line.yank();
  EXPECT_EQ(state(line), "two three|one ");
}

TEST(Line, KillsWhatIsInFrontAndBehind) {
  EXPECT_EQ(after("a b|c d", &Line::kill_to_row_end), "a b|");
  EXPECT_EQ(after("a b|c d", &Line::kill_to_row_start), "|c d");
  EXPECT_EQ(after("x\na b|c\nd", &Line::kill_to_row_end), "x\na b|\nd");
  EXPECT_EQ(after("x\na|\nd", &Line::kill_to_row_end), "x\na|d");
  EXPECT_EQ(after("x\na b|c\nd", &Line::kill_to_row_start), "x\n|c\nd");
  EXPECT_EQ(after("Enum.map  |", &Line::kill_blank_word_left), "|");
}

TEST(Line, Transposes) {
  EXPECT_EQ(after("ab|", &Line::transpose), "ba|");
  EXPECT_EQ(after("a|bc", &Line::transpose), "ba|c");
  EXPECT_EQ(after("|ab", &Line::transpose), "|ab");
  EXPECT_EQ(after("a|", &Line::transpose), "a|");
  EXPECT_EQ(after("\xC3\xA9\xE4\xB8\xAD|", &Line::transpose), "\xE4\xB8\xAD\xC3\xA9|");
}

TEST(Line, GoesUpAndDownToTheSameCell) {
  Line line = with("long row\n\xE4\xB8\xAD\xE4\xB8\xAD\nlast|");
  EXPECT_TRUE(line.move_up());
  EXPECT_EQ(state(line), "long row\n\xE4\xB8\xAD\xE4\xB8\xAD|\nlast");
  EXPECT_TRUE(line.move_up());
  EXPECT_EQ(state(line), "long| row\n\xE4\xB8\xAD\xE4\xB8\xAD\nlast");
  EXPECT_FALSE(line.move_up());
  EXPECT_TRUE(line.move_down());
  EXPECT_TRUE(line.move_down());
  EXPECT_EQ(state(line), "long row\n\xE4\xB8\xAD\xE4\xB8\xAD\nlast|");
  EXPECT_FALSE(line.move_down());
}

TEST(Line, UndoesWhatWasTypedInARowAtOnce) {
  Line line;
  line.insert("a");
  line.insert("b");
  line.kill_to_row_start();
  line.insert("c");
  EXPECT_EQ(line.text(), "c");
  line.undo();
  EXPECT_EQ(line.text(), "");
  line.undo();
  EXPECT_EQ(state(line), "ab|");
  line.undo();
  EXPECT_EQ(line.text(), "");
  line.undo();
  EXPECT_EQ(line.text(), "");
}

}  // namespace
}  // namespace slipway::editor
