#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::editor {

struct WindowSize {
  int columns = 80;
  int rows = 24;
  bool operator==(const WindowSize&) const = default;
};

/// One row of the terminal.
struct Row {
  /// What is written for it: characters, and colours (ESC [ ... m) that the prompt brought.
  std::string bytes;
  /// Its cells, at most the terminal's columns.
  int width = 0;
  /// It continues the row before it, which was full.
  bool is_wrapped = false;
  bool operator==(const Row&) const = default;
};

/// Prompt and text as the rows of a terminal, which are at least one, and the place of the cursor.
struct Layout {
  std::vector<Row> rows;
  std::size_t cursor_row = 0;
  int cursor_column = 0;
};

/// Lays out a text behind its prompt. Rows of the text behind a \n begin below its first character, unless
/// the prompt takes more than half of the columns. Of the prompt's escape sequences only colours stay; a
/// control character takes no cell. A tab goes to the next multiple of 8.
Layout lay_out(std::string_view prompt, std::string_view text, std::size_t cursor, int columns);

/// Without escape sequences, as a terminal without them can show it.
std::string without_escapes(std::string_view text);

/// The end of output that the cursor stands behind: what follows the last line end or return, with its
/// colours. At most kLongestRest bytes.
std::string rest_of_line(std::string_view output);

inline constexpr std::size_t kLongestRest = 4096;

}  // namespace slipway::editor
