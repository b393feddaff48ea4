#include "editor/line.hpp"

#include <algorithm>

#include "editor/width.hpp"

namespace slipway::editor {
namespace {

bool is_word_byte(char byte) {
  return static_cast<unsigned char>(byte) >= 0x80 || (byte >= '0' && byte <= '9') ||
         (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

bool is_blank(char byte) { return byte == ' ' || byte == '\t' || byte == '\n'; }

bool is_allowed(char byte) {
  return byte == '\n' || byte == '\t' || (static_cast<unsigned char>(byte) >= 0x20 && byte != '\x7F');
}

std::string allowed(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  std::copy_if(text.begin(), text.end(), std::back_inserter(result), is_allowed);
  return result;
}

}  // namespace

void Line::set(std::string_view text) {
  text_ = allowed(text);
  cursor_ = text_.size();
  before_.clear();
  last_step_ = Step::kOther;
}

void Line::remember(Step step) {
  const bool goes_on = step == Step::kTyping && last_step_ == Step::kTyping;
  last_step_ = step;
  if (goes_on) return;
  if (before_.size() == kMostStates) before_.erase(before_.begin());
  before_.push_back({text_, cursor_});
}

void Line::undo() {
  last_step_ = Step::kOther;
  if (before_.empty()) return;
  text_ = std::move(before_.back().text);
  cursor_ = before_.back().cursor;
  before_.pop_back();
}

void Line::insert(std::string_view text) {
  const std::string characters = allowed(text);
  if (characters.empty()) return;
  remember(Step::kTyping);
  text_.insert(cursor_, characters);
  cursor_ += characters.size();
}

void Line::move_to(std::size_t cursor) {
  cursor_ = std::min(cursor, text_.size());
  last_step_ = Step::kOther;
}

void Line::move_left() { move_to(previous_cluster(text_, cursor_)); }
void Line::move_right() { move_to(next_cluster(text_, cursor_)); }
void Line::move_word_left() { move_to(word_left()); }
void Line::move_word_right() { move_to(word_right()); }
void Line::move_to_row_start() { move_to(row_start()); }
void Line::move_to_row_end() { move_to(row_end()); }

std::size_t Line::word_left() const {
  std::size_t position = cursor_;
  while (position > 0 && !is_word_byte(text_[position - 1])) --position;
  while (position > 0 && is_word_byte(text_[position - 1])) --position;
  return position;
}

std::size_t Line::word_right() const {
  std::size_t position = cursor_;
  while (position < text_.size() && !is_word_byte(text_[position])) ++position;
  while (position < text_.size() && is_word_byte(text_[position])) ++position;
  return position;
}

std::size_t Line::row_start() const {
  return cursor_ == 0 ? 0 : text_.rfind('\n', cursor_ - 1) + 1;  // npos + 1 is 0
}

std::size_t Line::row_end() const { return std::min(text_.find('\n', cursor_), text_.size()); }

void Line::move_into_row(std::size_t start, int cells) {
  std::size_t position = start;
  int width = 0;
  while (position < text_.size() && text_[position] != '\n') {
    const std::size_t end = next_cluster(text_, position);
    width += width_of(std::string_view(text_).substr(position, end - position));
    if (width > cells) break;
    position = end;
  }
  move_to(position);
}

bool Line::move_up() {
  const std::size_t start = row_start();
  if (start == 0) return false;
  const int cells = width_of(std::string_view(text_).substr(start, cursor_ - start));
  const std::size_t before = start - 1;
  move_into_row(before == 0 ? 0 : text_.rfind('\n', before - 1) + 1, cells);
  return true;
}

bool Line::move_down() {
  const std::size_t end = row_end();
  if (end == text_.size()) return false;
  const std::size_t start = row_start();
  move_into_row(end + 1, width_of(std::string_view(text_).substr(start, cursor_ - start)));
  return true;
}

void Line::delete_left() {
  if (cursor_ == 0) return;
  remember(Step::kOther);
  const std::size_t start = previous_cluster(text_, cursor_);
  text_.erase(start, cursor_ - start);
  cursor_ = start;
}

void Line::delete_right() {
  if (cursor_ == text_.size()) return;
  remember(Step::kOther);
  text_.erase(cursor_, next_cluster(text_, cursor_) - cursor_);
}

void Line::transpose() {
  if (cursor_ == 0 || text_.size() < 2) return;
  const std::size_t middle = cursor_ == text_.size() ? previous_cluster(text_, cursor_) : cursor_;
  if (middle == 0) return;
  remember(Step::kOther);
  const std::size_t start = previous_cluster(text_, middle);
  const std::size_t end = next_cluster(text_, middle);
  std::rotate(text_.begin() + static_cast<std::ptrdiff_t>(start),
              text_.begin() + static_cast<std::ptrdiff_t>(middle),
              text_.begin() + static_cast<std::ptrdiff_t>(end));
  cursor_ = end;
}

void Line::kill(std::size_t from, std::size_t to) {
  if (from == to) return;
  const bool goes_on = last_step_ == Step::kKilling;
  remember(Step::kKilling);
  const std::string removed = text_.substr(from, to - from);
  if (!goes_on) killed_.clear();
  killed_ = from < cursor_ ? removed + killed_ : killed_ + removed;
  text_.erase(from, to - from);
  cursor_ = from;
}

void Line::kill_to_row_end() {
  // At the end of a row, the line end goes.
  const std::size_t end = row_end();
  kill(cursor_, end == cursor_ && end < text_.size() ? end + 1 : end);
}

void Line::kill_to_row_start() { kill(row_start(), cursor_); }
void Line::kill_word_left() { kill(word_left(), cursor_); }
void Line::kill_word_right() { kill(cursor_, word_right()); }

void Line::kill_blank_word_left() {
  std::size_t position = cursor_;
  while (position > 0 && is_blank(text_[position - 1])) --position;
  while (position > 0 && !is_blank(text_[position - 1])) --position;
  kill(position, cursor_);
}

void Line::yank() {
  if (killed_.empty()) return;
  remember(Step::kOther);
  text_.insert(cursor_, killed_);
  cursor_ += killed_.size();
}

}  // namespace slipway::editor
