#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::editor {

/// A text with a cursor, in UTF-8 and with \n between its rows. All positions are bytes and stand between
/// characters (width.hpp). A word is a run of letters, digits and underscores, as Emacs and OTP's edlin have
/// it.
class Line {
 public:
  /// A text without control characters but for \n and \t is taken as it is; others are left out.
  void set(std::string_view text);
  void insert(std::string_view text);
  void clear() { set(""); }

  const std::string& text() const { return text_; }
  std::size_t cursor() const { return cursor_; }
  bool is_empty() const { return text_.empty(); }

  void move_left();
  void move_right();
  void move_word_left();
  void move_word_right();
  void move_to_row_start();
  void move_to_row_end();
  void move_to(std::size_t cursor);
  void move_to_end() { cursor_ = text_.size(); }
  /// Up or down by a row, to the same cell where it has so many; false in the first and the last row.
  bool move_up();
  bool move_down();

  void delete_left();
  void delete_right();
  void transpose();

  // What these remove comes back with yank(); what is removed in a row, as one text.
  void kill_to_row_end();
  void kill_to_row_start();
  void kill_word_left();
  void kill_word_right();
  /// The word up to white space, as a shell's Ctrl-W.
  void kill_blank_word_left();
  void yank();

  /// Takes back the last change; what is typed in a row is one.
  void undo();

 private:
  struct State {
    std::string text;
    std::size_t cursor = 0;
  };
  enum class Step { kOther, kTyping, kKilling };

  std::size_t word_left() const;
  std::size_t word_right() const;
  std::size_t row_start() const;
  std::size_t row_end() const;
  void remember(Step step);
  void kill(std::size_t from, std::size_t to);
  void move_into_row(std::size_t start, int cells);

  static constexpr std::size_t kMostStates = 100;

  std::string text_;
  std::size_t cursor_ = 0;
  std::string killed_;
  std::vector<State> before_;
  Step last_step_ = Step::kOther;
};

}  // namespace slipway::editor
