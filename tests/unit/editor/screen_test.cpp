#include "editor/screen.hpp"

#include <gtest/gtest.h>

#include <random>

#include "editor/emulator_support.hpp"
#include "editor/line.hpp"

namespace slipway::editor {
namespace {

using Rows = std::vector<std::string>;

std::string plain(std::string text) {
  text = without_escapes(text);
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

Rows rows_of(const Layout& layout) {
  Rows rows;
  for (const Row& row : layout.rows) rows.push_back(plain(row.bytes));
  while (!rows.empty() && rows.back().empty()) rows.pop_back();
  return rows;
}

class ShownLine {
 public:
  ShownLine(int columns, int rows) : screen_({columns, rows}), terminal_(columns, rows) {}

  void show(std::string_view prompt, std::string_view text, std::size_t cursor) {
    terminal_.write(screen_.show(lay_out(prompt, text, cursor, screen_.size().columns)));
  }
  void show(std::string_view prompt, std::string_view text) { show(prompt, text, text.size()); }
  void leave(std::string_view prompt, std::string_view text) {
    terminal_.write(screen_.leave(lay_out(prompt, text, text.size(), screen_.size().columns)));
  }

  Screen& screen() { return screen_; }
  Emulator& terminal() { return terminal_; }

 private:
  Screen screen_;
  Emulator terminal_;
};

TEST(Screen, ShowsPromptAndText) {
  ShownLine line(20, 5);
  line.show("> ", "abc", 1);
  EXPECT_EQ(line.terminal().shown(), Rows{"> abc"});
  EXPECT_EQ(line.terminal().column(), 3);
}

TEST(Screen, WritesOnlyWhatChanges) {
  ShownLine line(80, 24);
  line.show("iex> ", "abc");
  EXPECT_EQ(line.screen().show(lay_out("iex> ", "abcd", 4, 80)), "d");
  EXPECT_EQ(line.screen().show(lay_out("iex> ", "abcd", 4, 80)), "");
  EXPECT_EQ(line.screen().show(lay_out("iex> ", "abcd", 0, 80)), "\r\033[5C");
  EXPECT_EQ(line.screen().show(lay_out("iex> ", "abc", 3, 80)), "\r\033[8C\033[K");
}

TEST(Screen, WrapsAndGoesBack) {
  ShownLine line(10, 5);
  line.show("> ", "12345678");
  EXPECT_EQ(line.terminal().row(), 1);
  EXPECT_EQ(line.terminal().column(), 0);
  line.show("> ", "123456789");
  EXPECT_EQ(line.terminal().shown(), (Rows{"> 12345678", "9"}));
  line.show("> ", "1234567");
  EXPECT_EQ(line.terminal().shown(), (Rows{"> 1234567"}));
  EXPECT_EQ(line.terminal().row(), 0);
  EXPECT_EQ(line.terminal().column(), 9);
}

TEST(Screen, KeepsAWideCharacterWhole) {
  ShownLine line(7, 5);
  line.show("> ", "abcd\xE4\xB8\xAD");
  EXPECT_EQ(line.terminal().shown(), (Rows{"> abcd", "\xE4\xB8\xAD"}));
  EXPECT_EQ(line.terminal().column(), 2);
}

TEST(Screen, IndentsRowsBelowTheFirst) {
  ShownLine line(30, 5);
  line.show("iex> ", "if x do\n  1\nend");
  EXPECT_EQ(line.terminal().shown(), (Rows{"iex> if x do", "       1", "     end"}));
  EXPECT_EQ(line.terminal().column(), 8);
}

TEST(Screen, TakesALineAwayForOutput) {
  ShownLine line(10, 6);
  line.terminal().write("before\n");
  line.show("> ", "a line of three rows");
  line.terminal().write(line.screen().erase());
  line.terminal().write("output\n");
  line.show("> ", "a line of three rows");
  EXPECT_EQ(line.terminal().shown(), (Rows{"before", "output", "> a line o", "f three ro", "ws"}));
}

TEST(Screen, ShowsColoursAndNoOtherSequencesOfThePrompt) {
  const Layout layout = lay_out("\033[31m>\033[0m\033[2J\033]0;title\a ", "x", 1, 20);
  EXPECT_EQ(layout.rows[0].bytes, "\033[31m>\033[0m x");
  EXPECT_EQ(layout.cursor_column, 3);
}

TEST(Screen, OfManyRowsShowsThoseAroundTheCursor) {
  ShownLine line(10, 4);
  std::string text;
  for (int i = 0; i < 20; ++i) text += std::to_string(100 + i) + "\n";
  text += "end";
  line.show("> ", text, 0);
  EXPECT_EQ(line.terminal().shown(), (Rows{"> 100", "  101", "  102", "  103"}));
  line.show("> ", text);
  EXPECT_EQ(line.terminal().shown(), (Rows{"  117", "  118", "  119", "  end"}));
  line.leave("> ", text);
  EXPECT_EQ(line.terminal().shown().size(), 21u);
  EXPECT_EQ(line.terminal().shown()[0], "> 100");
  EXPECT_EQ(line.terminal().column(), 0);
}

TEST(Screen, IsRightAfterAnyEdits) {
  const Rows pieces = {"a",
                       "bc ",
                       "\n",
                       "\xE4\xB8\xAD",
                       "e\xCC\x81",
                       "\xF0\x9F\x98\x80",
                       "\t",
                       "word",
                       "12345678901234567890"};
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    const int columns = 4 + static_cast<int>(random() % 30);
    const int rows = 3 + static_cast<int>(random() % 8);
    const std::string prompt = round % 2 == 0 ? "> " : "\033[1mi\xE4\xB8\xAD\033[0m> ";
    ShownLine shown(columns, rows);
    Line line;
    for (int step = 0; step < 60; ++step) {
      switch (random() % 9) {
        case 0:
          line.delete_left();
          break;
        case 1:
          line.move_left();
          break;
        case 2:
          line.move_word_left();
          break;
        case 3:
          line.delete_right();
          break;
        case 4:
          line.kill_word_left();
          break;
        case 5:
          line.move_up();
          break;
        case 6:
          line.move_to_end();
          break;
        default:
          line.insert(pieces[random() % pieces.size()]);
          break;
      }
      const Layout layout = lay_out(prompt, line.text(), line.cursor(), columns);
      shown.terminal().write(shown.screen().show(layout));
      if (static_cast<int>(layout.rows.size()) <= rows) {
        ASSERT_EQ(shown.terminal().screen(), rows_of(layout))
            << columns << "x" << rows << " step " << step << " " << testing::PrintToString(line.text());
      }
      ASSERT_EQ(shown.terminal().column(), layout.cursor_column);
    }
  }
}

TEST(Screen, AfterAnotherWidthIsDrawnAnew) {
  // The text fits into a row of both widths, so that no terminal moves anything.
  ShownLine line(20, 5);
  line.terminal().write("above\n");
  line.show("> ", "abc");
  line.terminal().write(line.screen().resize({12, 5}));
  EXPECT_EQ(line.terminal().shown(), Rows{"above"});
  line.show("> ", "abcdefghijk");
  EXPECT_EQ(line.terminal().shown()[1], "> abcdefghijk");
}

TEST(Screen, OfAPasteOfTenKilobytesWritesNoMoreThanTheRows) {
  ShownLine line(40, 24);
  const std::string text(10000, 'x');
  line.show("> ", text);
  EXPECT_LT(line.terminal().written(), 24u * 60);
  line.leave("> ", text);
  EXPECT_LT(line.terminal().written(), 12500u);
}

TEST(Columns, RunDownAndThenRight) {
  EXPECT_EQ(in_columns({"a", "bb", "c", "d", "e"}, 12, 10), "a   c   e\nbb  d\n");
  EXPECT_EQ(in_columns({"longer than all of it", "b"}, 12, 10), "longer than all of it\nb\n");
  EXPECT_EQ(in_columns({"a", "b", "c", "d"}, 3, 2), "a\nb\n(and 2 more)\n");
  EXPECT_EQ(in_columns({"\xE4\xB8\xAD", "b"}, 20, 10), "\xE4\xB8\xAD  b\n");
}

TEST(RestOfLine, IsWhatTheCursorStandsBehind) {
  EXPECT_EQ(rest_of_line("a\nbc"), "bc");
  EXPECT_EQ(rest_of_line("a\n"), "");
  EXPECT_EQ(rest_of_line("10%\r20%"), "20%");
  EXPECT_EQ(rest_of_line(std::string(5000, 'x')).size(), kLongestRest);
}

}  // namespace
}  // namespace slipway::editor
