#include "editor/screen.hpp"

#include <algorithm>

#include "editor/width.hpp"

namespace slipway::editor {
namespace {

void append_move(std::string& bytes, std::size_t count, char direction) {
  if (count == 0) return;
  bytes += "\033[";
  if (count > 1) bytes += std::to_string(count);
  bytes += direction;
}

/// The last place up to `position` where a character of `text` ends.
std::size_t cluster_end(const std::string& text, std::size_t position) {
  if (position >= text.size()) return text.size();
  while (position > 0 && (static_cast<unsigned char>(text[position]) & 0xC0) == 0x80) --position;
  if (position == 0) return 0;
  const std::size_t start = previous_cluster(text, position);
  return next_cluster(text, start) == position ? position : start;
}

/// How many bytes at the start of both are the same characters, and the escape sequences all among them.
std::size_t common_bytes(const std::string& shown, const std::string& wanted) {
  const auto [end, ignored] = std::mismatch(shown.begin(), shown.end(), wanted.begin(), wanted.end());
  const auto same = static_cast<std::size_t>(end - shown.begin());
  const std::size_t common = std::min(cluster_end(shown, same), cluster_end(wanted, same));
  const auto has_escape = [common](const std::string& text) {
    const std::size_t escape = text.rfind('\033');
    return escape != std::string::npos && text.find('m', escape) >= common;
  };
  return has_escape(shown) || has_escape(wanted) ? 0 : common;
}

/// The rows that a terminal of other columns makes of rows that wrap into each other.
std::size_t reflowed(int cells, int columns) {
  return cells == 0 ? 1 : static_cast<std::size_t>((cells + columns - 1) / columns);
}

}  // namespace

void Screen::move_to_row(std::string& bytes, std::size_t row) {
  if (row < row_) append_move(bytes, row_ - row, 'A');
  if (row > row_) append_move(bytes, row - row_, 'B');
  row_ = row;
}

void Screen::move_to_column(std::string& bytes, int column) {
  if (column == column_) return;
  bytes += '\r';
  append_move(bytes, static_cast<std::size_t>(column), 'C');
  column_ = column;
}

void Screen::paint_row(std::string& bytes, const Row& row, std::size_t index) {
  const bool is_new = index >= shown_.size();
  const bool can_wrap = row.is_wrapped && row_ + 1 == index && column_ == size_.columns;
  std::size_t common = 0;
  if (can_wrap) {
    // The terminal wraps by itself, which also makes a row at the bottom.
    if (row.bytes.empty()) bytes += " \r\033[K";
    ++row_;
    column_ = 0;
  } else if (is_new) {
    move_to_row(bytes, shown_.size() - 1);
    bytes += "\r\n";
    row_ = index;
    column_ = 0;
  } else {
    move_to_row(bytes, index);
    common = common_bytes(shown_[index].bytes, row.bytes);
    const std::string_view kept = std::string_view(row.bytes).substr(0, common);
    move_to_column(bytes, width_of(without_escapes(kept)));
  }
  bytes.append(row.bytes, common);
  column_ = row.width;
  if (!is_new && shown_[index].width > row.width) bytes += "\033[K";
  if (is_new) {
    shown_.push_back(row);
  } else {
    shown_[index] = row;
  }
}

void Screen::paint(std::string& bytes, const std::vector<Row>& rows) {
  if (shown_.empty()) {
    shown_.emplace_back();
    row_ = 0;
    column_ = 0;
  }
  for (std::size_t index = 0; index < rows.size(); ++index) {
    if (index >= shown_.size() || shown_[index] != rows[index]) paint_row(bytes, rows[index], index);
  }
  if (shown_.size() > rows.size()) {
    move_to_row(bytes, rows.size());
    bytes += "\r\033[J";
    column_ = 0;
    shown_.resize(rows.size());
  }
}

std::string Screen::show(const Layout& layout) {
  std::string bytes;
  const std::size_t most = static_cast<std::size_t>(std::max(size_.rows, 1));
  std::size_t first = 0;
  if (layout.rows.size() > most) {
    first = std::min(layout.rows.size() - most, layout.cursor_row - std::min(layout.cursor_row, most / 2));
    const auto begin = layout.rows.begin() + static_cast<std::ptrdiff_t>(first);
    paint(bytes, {begin, begin + static_cast<std::ptrdiff_t>(most)});
  } else {
    paint(bytes, layout.rows);
  }
  move_to_row(bytes, layout.cursor_row - first);
  move_to_column(bytes, layout.cursor_column);
  return bytes;
}

std::string Screen::erase() {
  std::string bytes;
  if (shown_.empty()) return bytes;
  move_to_row(bytes, 0);
  bytes += "\r\033[J";
  shown_.clear();
  column_ = 0;
  return bytes;
}

std::string Screen::leave(const Layout& layout) {
  std::string bytes;
  if (layout.rows.size() > static_cast<std::size_t>(std::max(size_.rows, 1))) bytes = erase();
  paint(bytes, layout.rows);
  move_to_row(bytes, layout.rows.size() - 1);
  bytes += "\r\n";
  shown_.clear();
  column_ = 0;
  return bytes;
}

std::string Screen::resize(WindowSize size) {
  const int columns = std::max(size.columns, 2);
  std::size_t above = 0;
  for (std::size_t row = 0; row < shown_.size() && row <= row_;) {
    int cells = 0;
    int cells_to_cursor = 0;
    bool has_cursor = false;
    do {
      if (row == row_) {
        cells_to_cursor = cells + std::min(column_, size_.columns - 1);
        has_cursor = true;
      }
      cells += shown_[row++].width;
    } while (row < shown_.size() && shown_[row].is_wrapped);
    above += has_cursor ? static_cast<std::size_t>(cells_to_cursor / columns) : reflowed(cells, columns);
    if (has_cursor) break;
  }
  size_ = {columns, std::max(size.rows, 1)};
  row_ = std::min(above, static_cast<std::size_t>(size_.rows - 1));
  return erase();
}

std::string in_columns(const std::vector<std::string>& texts, int columns, int most_rows) {
  int widest = 0;
  for (const std::string& text : texts) widest = std::max(widest, width_of(text));
  const int column_width = widest + 2;
  const auto per_row = static_cast<std::size_t>(std::max(columns / column_width, 1));
  const std::size_t rows = (texts.size() + per_row - 1) / per_row;
  const std::size_t shown = std::min(rows, static_cast<std::size_t>(std::max(most_rows, 1)));
  std::string lines;
  std::size_t listed = 0;
  for (std::size_t row = 0; row < shown; ++row) {
    for (std::size_t index = row; index < texts.size(); index += rows) {
      lines += texts[index];
      ++listed;
      if (index + rows >= texts.size()) break;
      lines.append(static_cast<std::size_t>(column_width - width_of(texts[index])), ' ');
    }
    lines += '\n';
  }
  if (listed < texts.size()) lines += "(and " + std::to_string(texts.size() - listed) + " more)\n";
  return lines;
}

}  // namespace slipway::editor
