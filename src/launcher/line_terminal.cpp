#include "launcher/line_terminal.hpp"

#include "editor/width.hpp"

namespace slipway::launcher {

using editor::Layout;

void LineTerminal::write(std::string_view utf8) {
  if (utf8.empty()) return;
  has_output_ = true;
  if (screen_.is_showing()) {
    // The line's first row began with what output had left there.
    terminal_.write(screen_.erase());
    terminal_.write(rest_);
  }
  terminal_.write(utf8);
  const bool has_line_end = utf8.find_first_of("\n\r") != std::string_view::npos;
  rest_ = editor::rest_of_line(has_line_end ? std::string(utf8) : rest_ + std::string(utf8));
}

void LineTerminal::begin(std::string_view prompt, editor::Editor::Visibility visibility) {
  is_editing_ = true;
  prompt_ = prompt;
  editor_.begin(prompt_, visibility);
}

void LineTerminal::refresh() {
  if (!is_editing_) return;
  if (!screen_.is_showing() && !rest_.empty()) {
    // It is drawn again with the line, but where it takes more than a row.
    const bool fits = editor::width_of(editor::without_escapes(rest_)) < screen_.size().columns;
    terminal_.write(fits ? "\r" : "\n");
    if (!fits) rest_.clear();
  }
  editor_.set_prompt(rest_ + prompt_);
  const std::string bytes = screen_.show(editor_.layout(screen_.size().columns));
  if (!bytes.empty()) terminal_.write(bytes);
}

std::string LineTerminal::accept(bool is_kept) {
  editor_.leave();
  refresh();
  terminal_.write(screen_.leave(editor_.layout(screen_.size().columns)));
  is_editing_ = false;
  has_output_ = false;
  rest_.clear();
  return editor_.take(is_kept);
}

void LineTerminal::abandon() {
  editor_.leave();
  refresh();
  const Layout layout = editor_.layout(screen_.size().columns);
  std::string bytes = screen_.leave(layout);
  // ^C stands where the text ends, as a terminal echoes it.
  bytes.resize(bytes.size() - 2);
  terminal_.write(bytes + "^C\r\n");
  is_editing_ = false;
  has_output_ = false;
  rest_.clear();
  editor_.take(false);
}

void LineTerminal::complete(const editor::Completion& completion) {
  const std::vector<std::string> candidates = editor_.complete(completion);
  if (candidates.empty()) return;
  // The line stays where it is, and comes again below the list.
  refresh();
  const editor::WindowSize size = screen_.size();
  terminal_.write(screen_.leave(editor_.layout(size.columns)));
  rest_.clear();
  terminal_.write(editor::in_columns(candidates, size.columns, size.rows - 2));
}

void LineTerminal::clear() {
  terminal_.write(screen_.erase());
  terminal_.write("\033[H\033[2J");
  rest_.clear();
}

void LineTerminal::resize(editor::WindowSize size) {
  const std::string bytes = screen_.resize(size);
  if (!bytes.empty()) terminal_.write(bytes);
}

void LineTerminal::hide() {
  if (!screen_.is_showing()) return;
  terminal_.write(screen_.erase());
  terminal_.write(rest_);
}

}  // namespace slipway::launcher
