#include "editor/editor.hpp"

#include <gtest/gtest.h>

namespace slipway::editor {
namespace {

using Action = Editor::Action;

Editor with_history(std::initializer_list<const char*> lines) {
  History history;
  for (const char* line : lines) history.add(line);
  Editor editor{std::move(history)};
  editor.begin("> ");
  return editor;
}

/// What the last of the keys does.
Action type(Editor& editor, std::string_view bytes) {
  KeyDecoder decoder;
  Action last = Action::kNone;
  std::vector<Key> keys = decoder.decode(bytes);
  for (Key& key : decoder.flush()) keys.push_back(std::move(key));
  for (const Key& key : keys) last = editor.press(key);
  return last;
}

std::string shown(const Editor& editor) {
  std::string all;
  for (const Row& row : editor.layout(80).rows) all += (all.empty() ? "" : "\n") + row.bytes;
  return all;
}

TEST(Editor, GivesTheLineThatWasEntered) {
  Editor editor = with_history({});
  EXPECT_EQ(type(editor, "1 + 1\r"), Action::kAccept);
  EXPECT_EQ(editor.take(true), "1 + 1");
  EXPECT_TRUE(editor.is_empty());
}

TEST(Editor, KeepsASecretToItself) {
  Editor editor = with_history({"before"});
  editor.begin("", Editor::Visibility::kSecret);
  // Neither history, search, kill, undo nor completion.
  EXPECT_EQ(type(editor,
                 "gone\x15\x1F\x19\033[A\x10\x12"
                 "be\t\033y\x17\x0B\x01hidden\x7F"),
            Action::kNone);
  EXPECT_EQ(editor.text(), "behidde");
  EXPECT_EQ(shown(editor), "");
  EXPECT_EQ(type(editor, "\x04"), Action::kNone);
  EXPECT_EQ(type(editor, "\r"), Action::kAccept);
  EXPECT_EQ(editor.take(true), "behidde");
  editor.begin("> ");
  EXPECT_EQ(type(editor, "\x19\x1F"), Action::kNone);
  EXPECT_EQ(shown(editor), "> ");
  type(editor, "\033[A");
  EXPECT_EQ(shown(editor), "> before");
  editor.take(false);
  editor.begin("", Editor::Visibility::kSecret);
  EXPECT_EQ(type(editor, "\x04"), Action::kEndOfInput);
  EXPECT_EQ(type(editor, "\x03"), Action::kInterrupt);
}

TEST(Editor, AsksForWhatKeysMean) {
  Editor editor = with_history({});
  EXPECT_EQ(type(editor, "\x03"), Action::kInterrupt);
  EXPECT_EQ(type(editor, "\x04"), Action::kEndOfInput);
  EXPECT_EQ(type(editor, "\x0C"), Action::kClearScreen);
  EXPECT_EQ(type(editor, "\x1A"), Action::kSuspend);
  EXPECT_EQ(type(editor, "\x1C"), Action::kQuit);
  EXPECT_EQ(type(editor, "Enu\t"), Action::kComplete);
  EXPECT_EQ(editor.before_cursor(), "Enu");
  EXPECT_EQ(type(editor, "\x01\x04"), Action::kNone);
  EXPECT_EQ(editor.text(), "nu");
}

TEST(Editor, EditsWithTheKeysOfAShell) {
  Editor editor = with_history({});
  type(editor,
       "foo bar\x17"
       "baz\033b\x0B\x19!\x01(\x05)");
  EXPECT_EQ(editor.text(), "(foo baz!)");
  type(editor,
       "\x15"
       "ab\x14\x1F");
  EXPECT_EQ(editor.text(), "ab");
}

TEST(Editor, RecallsLinesAndComesBackToTheNewOne) {
  Editor editor = with_history({"first", "second"});
  type(editor, "new\033[A");
  EXPECT_EQ(editor.text(), "second");
  type(editor, "\x10\033[A");
  EXPECT_EQ(editor.text(), "first");
  type(editor, "\033[B");
  EXPECT_EQ(editor.text(), "second");
  type(editor, "\x0E\033[B");
  EXPECT_EQ(editor.text(), "new");
}

TEST(Editor, GoesThroughTheRowsOfARecalledLineFirst) {
  Editor editor = with_history({"first", "a\nb"});
  type(editor, "\033[A");
  EXPECT_EQ(editor.text(), "a\nb");
  type(editor,
       "\033[A"
       "x");
  EXPECT_EQ(editor.text(), "ax\nb");
  type(editor, "\033[A");
  EXPECT_EQ(editor.text(), "first");
}

TEST(Editor, SearchesTheHistoryBackwards) {
  Editor editor = with_history({"Enum.map(a)", "other", "Enum.map(b)"});
  type(editor, "\x12map");
  EXPECT_EQ(shown(editor), "(search)`map': Enum.map(b)");
  type(editor, "\x12");
  EXPECT_EQ(shown(editor), "(search)`map': Enum.map(a)");
  type(editor, "\x13");
  EXPECT_EQ(shown(editor), "(search)`map': Enum.map(b)");
  EXPECT_EQ(type(editor, "\r"), Action::kAccept);
  EXPECT_EQ(editor.take(true), "Enum.map(b)");
}

TEST(Editor, GivesUpASearch) {
  Editor editor = with_history({"one"});
  type(editor, "draft\x12on\x07");
  EXPECT_EQ(editor.text(), "draft");
  type(editor, "\x12zzz");
  EXPECT_EQ(shown(editor), "(failed search)`zzz': draft");
  EXPECT_EQ(type(editor, "\x03"), Action::kNone);
  EXPECT_EQ(editor.text(), "draft");
  type(editor, "\x12one");
  type(editor, "\033");
  EXPECT_EQ(shown(editor), "> one");
}

TEST(Editor, SearchesWithoutAnyHistory) {
  Editor editor = with_history({});
  type(editor, "\x12x\x12\x13\x7F");
  EXPECT_EQ(type(editor, "\r"), Action::kAccept);
}

TEST(Editor, CompletesWhatIsCommon) {
  Editor editor = with_history({});
  type(editor, "Enu");
  EXPECT_TRUE(editor.complete({true, "m", {}}).empty());
  EXPECT_EQ(editor.text(), "Enum");
  EXPECT_EQ(editor.complete({true, "", {"all?/1", "any?/1"}}),
            (std::vector<std::string>{"all?/1", "any?/1"}));
  EXPECT_TRUE(editor.complete({false, "x", {"y"}}).empty());
  EXPECT_EQ(editor.text(), "Enum");
}

TEST(Editor, CountsItsChanges) {
  Editor editor = with_history({});
  const std::size_t before = editor.version();
  type(editor, "a");
  EXPECT_NE(editor.version(), before);
}

TEST(Editor, TakesAPasteWithItsLineEnds) {
  Editor editor = with_history({});
  type(editor, "\033[200~if true do\r  1\rend\033[201~");
  EXPECT_EQ(editor.text(), "if true do\n  1\nend");
  EXPECT_EQ(type(editor, "\r"), Action::kAccept);
}

TEST(Editor, KeepsNoEmptyLines) {
  Editor editor = with_history({"x"});
  type(editor, "  \r");
  editor.take(true);
  type(editor, "secret\r");
  editor.take(false);
  type(editor, "\033[A");
  EXPECT_EQ(editor.text(), "x");
}

}  // namespace
}  // namespace slipway::editor
