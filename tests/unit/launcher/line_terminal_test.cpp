#include "launcher/line_terminal.hpp"

#include <gtest/gtest.h>

#include "editor/emulator_support.hpp"

namespace slipway::launcher {
namespace {

using Rows = std::vector<std::string>;

/// An emulated terminal, whose tty makes \n out of \r\n (emulator_support.hpp), as a sink.
class EmulatedTerminal final : public control::TextSink {
 public:
  EmulatedTerminal(int columns, int rows) : emulator(columns, rows) {}
  void write(std::string_view utf8) override { emulator.write(utf8); }
  editor::Emulator emulator;
};

class LineAtTheBottom : public testing::Test {
 protected:
  void type(std::string_view bytes) {
    for (const editor::Key& key : keys_.decode(bytes)) line_.press(key);
    line_.refresh();
  }
  Rows shown() const { return terminal_.emulator.shown(); }

  EmulatedTerminal terminal_{20, 6};
  LineTerminal line_{terminal_, editor::History(), {20, 6}};
  editor::KeyDecoder keys_;
};

TEST_F(LineAtTheBottom, StaysBelowOutputThatComes) {
  line_.begin("> ");
  type("abc");
  line_.write("one\n");
  line_.write("two\n");
  line_.refresh();
  EXPECT_EQ(shown(), (Rows{"one", "two", "> abc"}));
  type("d");
  EXPECT_EQ(shown(), (Rows{"one", "two", "> abcd"}));
}

TEST_F(LineAtTheBottom, BeginsBehindOutputWithoutALineEnd) {
  line_.write("rest");
  line_.begin("> ");
  type("abc");
  EXPECT_EQ(shown(), (Rows{"rest> abc"}));
  line_.write(" of it\nnext");
  line_.refresh();
  EXPECT_EQ(shown(), (Rows{"rest of it", "next> abc"}));
  line_.accept(true);
  EXPECT_EQ(terminal_.emulator.column(), 0);
}

TEST_F(LineAtTheBottom, ShowsNothingOfASecret) {
  line_.write("Password: ");
  line_.begin("", editor::Editor::Visibility::kSecret);
  type("hidden");
  line_.write("one\n");
  type("\x7f!");
  EXPECT_EQ(shown(), (Rows{"Password: one"}));
  EXPECT_EQ(line_.accept(true), "hidde!");
  line_.begin("> ");
  type("abc");
  EXPECT_EQ(shown().back(), "> abc");
}

TEST_F(LineAtTheBottom, BeginsInARowOfItsOwnWhereTheRestIsLong) {
  line_.write(std::string(25, 'x'));
  line_.begin("> ");
  type("a");
  EXPECT_EQ(shown(), (Rows{std::string(20, 'x'), "xxxxx", "> a"}));
}

TEST_F(LineAtTheBottom, StaysWhereItWasAccepted) {
  line_.begin("> ");
  type("abc\033[D");
  EXPECT_EQ(line_.accept(true), "abc");
  line_.write("3\n");
  EXPECT_FALSE(line_.is_editing());
  EXPECT_EQ(shown(), (Rows{"> abc", "3"}));
}

TEST_F(LineAtTheBottom, IsMarkedWhereItWasGivenUp) {
  line_.begin("> ");
  type("abc\001");
  line_.abandon();
  line_.begin("> ");
  line_.refresh();
  EXPECT_EQ(shown(), (Rows{"> abc^C", ">"}));
}

TEST_F(LineAtTheBottom, ComesAgainBelowCandidates) {
  line_.begin("> ");
  type("Enum.m");
  line_.complete({true, "", {"map", "max", "min", "member?"}});
  line_.refresh();
  EXPECT_EQ(shown(), (Rows{"> Enum.m", "map      min", "max      member?", "> Enum.m"}));
  line_.complete({true, "ap", {}});
  line_.refresh();
  EXPECT_EQ(shown().back(), "> Enum.map");
}

TEST_F(LineAtTheBottom, IsDrawnAnewInAWindowOfAnotherSize) {
  line_.write("output\n");
  line_.begin("> ");
  type("abc");
  line_.resize({15, 6});
  line_.refresh();
  EXPECT_EQ(shown(), (Rows{"output", "> abc"}));
}

TEST_F(LineAtTheBottom, IsHiddenForSomethingElse) {
  line_.write("rest");
  line_.begin("> ");
  type("abc");
  line_.hide();
  EXPECT_EQ(shown(), Rows{"rest"});
  line_.refresh();
  EXPECT_EQ(shown(), Rows{"rest> abc"});
}

}  // namespace
}  // namespace slipway::launcher
