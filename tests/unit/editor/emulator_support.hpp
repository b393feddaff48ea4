#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace slipway::editor {

/// A terminal as xterm is one, for what a Screen writes: characters of 0 to 2 cells, wrapping that waits for
/// the next character, \r \n (which brings the first column, as a tty's ONLCR), CUU CUD CUF ED EL, and
/// colours, which it does not show. Fails the test for anything else.
class Emulator {
 public:
  Emulator(int columns, int rows);

  void write(std::string_view bytes);

  /// The rows as text, without blanks at their ends; rows that scrolled away come first. Empty rows at the
  /// bottom are left out.
  std::vector<std::string> shown() const;
  /// The rows on the screen alone.
  std::vector<std::string> screen() const;
  int row() const { return row_; }
  int column() const { return waits_ ? columns_ - 1 : column_; }
  /// How many bytes it was given.
  std::size_t written() const { return written_; }

 private:
  struct Cell {
    std::string text = " ";
    /// The right half of a wide character.
    bool is_tail = false;
  };
  using Cells = std::vector<Cell>;

  void put(std::string_view character, int width);
  void feed();
  std::size_t escape(std::string_view bytes);
  Cells& current() { return screen_[static_cast<std::size_t>(row_)]; }
  static std::string text_of(const Cells& cells);

  int columns_;
  int rows_;
  std::vector<Cells> screen_;
  std::vector<std::string> gone_;
  int row_ = 0;
  int column_ = 0;
  bool waits_ = false;
  std::size_t written_ = 0;
};

}  // namespace slipway::editor
