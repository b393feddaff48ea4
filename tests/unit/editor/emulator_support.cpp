#include "editor/emulator_support.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "editor/width.hpp"
#include "erl/utf8.hpp"

namespace slipway::editor {

Emulator::Emulator(int columns, int rows)
    : columns_(columns),
      rows_(rows),
      screen_(static_cast<std::size_t>(rows), Cells(static_cast<std::size_t>(columns))) {}

void Emulator::write(std::string_view bytes) {
  written_ += bytes.size();
  while (!bytes.empty()) {
    if (bytes[0] == '\033') {
      bytes.remove_prefix(escape(bytes));
    } else if (bytes[0] == '\r' || bytes[0] == '\n') {
      column_ = 0;
      waits_ = false;
      if (bytes[0] == '\n') feed();
      bytes.remove_prefix(1);
    } else {
      const std::string_view before = bytes;
      const std::optional<char32_t> code_point = erl::take_utf8(bytes);
      ASSERT_TRUE(code_point && *code_point >= 0x20) << testing::PrintToString(std::string(before));
      put(before.substr(0, before.size() - bytes.size()), width_of(*code_point));
    }
  }
}

void Emulator::put(std::string_view character, int width) {
  if (width == 0) {
    int last = waits_ ? columns_ - 1 : column_ - 1;
    if (last > 0 && current()[static_cast<std::size_t>(last)].is_tail) --last;
    if (last >= 0) current()[static_cast<std::size_t>(last)].text += character;
    return;
  }
  if (waits_ || column_ + width > columns_) {
    column_ = 0;
    waits_ = false;
    feed();
  }
  Cells& cells = current();
  // Half a wide character is none.
  const auto index = static_cast<std::size_t>(column_);
  if (cells[index].is_tail) cells[index - 1] = {};
  const std::size_t behind = index + static_cast<std::size_t>(width);
  if (behind < cells.size() && cells[behind].is_tail) cells[behind] = {};
  cells[index] = {std::string(character), false};
  if (width == 2) cells[index + 1] = {"", true};
  column_ += width;
  if (column_ == columns_) {
    column_ = columns_ - 1;
    waits_ = true;
  }
}

void Emulator::feed() {
  if (row_ + 1 < rows_) {
    ++row_;
    return;
  }
  gone_.push_back(text_of(screen_.front()));
  screen_.erase(screen_.begin());
  screen_.emplace_back(static_cast<std::size_t>(columns_));
}

std::size_t Emulator::escape(std::string_view bytes) {
  const std::size_t end = bytes.find_first_not_of("0123456789;", 2);
  EXPECT_TRUE(bytes.size() > 2 && bytes[1] == '[' && end != std::string_view::npos)
      << testing::PrintToString(std::string(bytes));
  if (end == std::string_view::npos) return bytes.size();
  const std::string number(bytes.substr(2, end - 2));
  const int count = number.empty() ? 0 : std::atoi(number.c_str());
  const auto from_cursor = current().begin() + column_;
  switch (bytes[end]) {
    case 'A':
      row_ = std::max(row_ - std::max(count, 1), 0);
      break;
    case 'B':
      row_ = std::min(row_ + std::max(count, 1), rows_ - 1);
      break;
    case 'C':
      column_ = std::min(column_ + std::max(count, 1), columns_ - 1);
      break;
    case 'K':
      EXPECT_EQ(count, 0);
      std::fill(from_cursor, current().end(), Cell{});
      break;
    case 'J':
      EXPECT_EQ(count, 0);
      std::fill(from_cursor, current().end(), Cell{});
      for (int row = row_ + 1; row < rows_; ++row) {
        screen_[static_cast<std::size_t>(row)] = Cells(static_cast<std::size_t>(columns_));
      }
      break;
    case 'm':
      return end + 1;
    default:
      ADD_FAILURE() << "unknown: " << testing::PrintToString(std::string(bytes.substr(0, end + 1)));
  }
  if (bytes[end] != 'K' && bytes[end] != 'J') waits_ = false;
  return end + 1;
}

std::string Emulator::text_of(const Cells& cells) {
  std::string text;
  for (const Cell& cell : cells) text += cell.text;
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

std::vector<std::string> Emulator::screen() const {
  std::vector<std::string> rows;
  for (const Cells& cells : screen_) rows.push_back(text_of(cells));
  while (!rows.empty() && rows.back().empty()) rows.pop_back();
  return rows;
}

std::vector<std::string> Emulator::shown() const {
  std::vector<std::string> rows = gone_;
  for (std::string& row : screen()) rows.push_back(std::move(row));
  return rows;
}

}  // namespace slipway::editor
