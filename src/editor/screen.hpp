#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "editor/layout.hpp"

namespace slipway::editor {

/// The rows at the bottom of a terminal that the line stands in. Each function returns the bytes to write, of
/// which there are few: what a row already shows is not written again. It uses only what every terminal with
/// escape sequences knows (ECMA-48: CUU, CUD, CUF, ED, EL).
///
/// Rows that wrap are written so that the terminal knows it, and can copy and reflow them.
class Screen {
 public:
  explicit Screen(WindowSize size) : size_(size) {}

  /// Shows the layout; of one with more rows than the terminal, those around the cursor.
  std::string show(const Layout& layout);
  /// Takes all that is shown away. The cursor stands where it began.
  std::string erase();
  /// Shows all of the layout and goes to the row behind it, to stay there.
  std::string leave(const Layout& layout);
  /// The terminal has another size, and has reflowed its rows as most do. Takes away what is shown.
  std::string resize(WindowSize size);

  WindowSize size() const { return size_; }
  bool is_showing() const { return !shown_.empty(); }

 private:
  void paint(std::string& bytes, const std::vector<Row>& rows);
  void paint_row(std::string& bytes, const Row& row, std::size_t index);
  void move_to_row(std::string& bytes, std::size_t row);
  void move_to_column(std::string& bytes, int column);

  WindowSize size_;
  std::vector<Row> shown_;
  /// Where the terminal's cursor is, counted from the first row of shown_.
  std::size_t row_ = 0;
  /// The number of columns means: on the last one, and the next character wraps.
  int column_ = 0;
};

/// Texts in columns as a shell lists candidates, down and then right, with \n behind each row; of more than
/// `most_rows` rows, the first ones and how many texts are missing.
std::string in_columns(const std::vector<std::string>& texts, int columns, int most_rows);

}  // namespace slipway::editor
