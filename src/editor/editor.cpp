#include "editor/editor.hpp"

#include <utility>

#include "editor/width.hpp"

namespace slipway::editor {

void Editor::begin(std::string prompt, Visibility visibility) {
  prompt_ = std::move(prompt);
  is_secret_ = visibility == Visibility::kSecret;
  recalled_ = history_.entries().size();
  draft_.clear();
  ++version_;
}

void Editor::leave() {
  if (search_) end_search(true);
  line_.move_to_end();
  ++version_;
}

std::string Editor::take(bool is_kept) {
  std::string text = line_.text();
  line_.clear();
  search_.reset();
  const bool was_secret = std::exchange(is_secret_, false);
  if (is_kept && !was_secret && text.find_first_not_of(" \t\n") != std::string::npos) history_.add(text);
  recalled_ = history_.entries().size();
  ++version_;
  return text;
}

Editor::Action Editor::press(const Key& key) {
  ++version_;
  if (is_secret_) return press_secret(key);
  if (search_ && press_in_search(key)) return Action::kNone;
  if (key.kind == Key::Kind::kPaste || (key.kind == Key::Kind::kText && !key.alt)) {
    line_.insert(key.text);
    return Action::kNone;
  }
  if (key.kind == Key::Kind::kControl && !key.alt) return press_control(key.text[0]);
  if (key.alt &&
      (key.kind == Key::Kind::kText || key.kind == Key::Kind::kBackspace || key.kind == Key::Kind::kEnter)) {
    press_alt(key);
    return Action::kNone;
  }
  return press_named(key);
}

/// Nothing that would keep the text: no kill, no undo.
Editor::Action Editor::press_secret(const Key& key) {
  if (key.kind == Key::Kind::kPaste || (key.kind == Key::Kind::kText && !key.alt)) {
    line_.insert(std::string_view(key.text).substr(0, key.text.find('\n')));
    return Action::kNone;
  }
  if (key.kind == Key::Kind::kBackspace) line_.delete_left();
  if (key.kind == Key::Kind::kEnter) return Action::kAccept;
  if (key.kind != Key::Kind::kControl || key.alt) return Action::kNone;
  switch (key.text[0]) {
    case 'c':
      return Action::kInterrupt;
    case 'd':
      return line_.is_empty() ? Action::kEndOfInput : Action::kNone;
    case 'u':
      line_.clear();
      return Action::kNone;
    case 'z':
      return Action::kSuspend;
    case '\\':
      return Action::kQuit;
    default:
      return Action::kNone;
  }
}

Editor::Action Editor::press_control(char letter) {
  switch (letter) {
    case 'a':
      line_.move_to_row_start();
      break;
    case 'b':
      line_.move_left();
      break;
    case 'c':
      return Action::kInterrupt;
    case 'd':
      if (line_.is_empty()) return Action::kEndOfInput;
      line_.delete_right();
      break;
    case 'e':
      line_.move_to_row_end();
      break;
    case 'f':
      line_.move_right();
      break;
    case 'k':
      line_.kill_to_row_end();
      break;
    case 'l':
      return Action::kClearScreen;
    case 'n':
      recall(1);
      break;
    case 'p':
      recall(-1);
      break;
    case 'r':
    case 's':
      search_ = Search{"", history_.entries().size(), false, line_.text()};
      break;
    case 't':
      line_.transpose();
      break;
    case 'u':
      line_.kill_to_row_start();
      break;
    case 'w':
      line_.kill_blank_word_left();
      break;
    case 'y':
      line_.yank();
      break;
    case 'z':
      return Action::kSuspend;
    case '\\':
      return Action::kQuit;
    case '_':
      line_.undo();
      break;
    default:
      break;
  }
  return Action::kNone;
}

Editor::Action Editor::press_named(const Key& key) {
  const bool by_word = key.alt || key.control;
  switch (key.kind) {
    case Key::Kind::kEnter:
      return Action::kAccept;
    case Key::Kind::kTab:
      return Action::kComplete;
    case Key::Kind::kBackspace:
      line_.delete_left();
      break;
    case Key::Kind::kDelete:
      line_.delete_right();
      break;
    case Key::Kind::kLeft:
      by_word ? line_.move_word_left() : line_.move_left();
      break;
    case Key::Kind::kRight:
      by_word ? line_.move_word_right() : line_.move_right();
      break;
    case Key::Kind::kHome:
      line_.move_to_row_start();
      break;
    case Key::Kind::kEnd:
      line_.move_to_row_end();
      break;
    case Key::Kind::kUp:
      if (!line_.move_up()) recall(-1);
      break;
    case Key::Kind::kDown:
      if (!line_.move_down()) recall(1);
      break;
    default:
      break;
  }
  return Action::kNone;
}

void Editor::press_alt(const Key& key) {
  if (key.kind == Key::Kind::kEnter) return line_.insert("\n");
  if (key.kind == Key::Kind::kBackspace) return line_.kill_word_left();
  if (key.text == "b") return line_.move_word_left();
  if (key.text == "f") return line_.move_word_right();
  if (key.text == "d") return line_.kill_word_right();
}

void Editor::recall(int step) {
  const std::vector<std::string>& entries = history_.entries();
  if (step < 0 ? recalled_ == 0 : recalled_ == entries.size()) return;
  if (recalled_ == entries.size()) draft_ = line_.text();
  recalled_ += static_cast<std::size_t>(step);  // -1 goes round
  line_.set(recalled_ == entries.size() ? draft_ : entries[recalled_]);
}

bool Editor::press_in_search(const Key& key) {
  const bool is_control = key.kind == Key::Kind::kControl && !key.alt;
  if (key.kind == Key::Kind::kText && !key.alt) {
    search_->wanted += key.text;
    search_again(search_->found, -1);
    return true;
  }
  if (key.kind == Key::Kind::kBackspace && !key.alt) {
    search_->wanted.resize(previous_cluster(search_->wanted, search_->wanted.size()));
    search_again(history_.entries().size(), -1);
    return true;
  }
  if (is_control && (key.text == "r" || key.text == "s")) {
    const int step = key.text == "r" ? -1 : 1;
    // The next one that is not the same text again.
    std::size_t from = search_->found;
    const std::vector<std::string>& entries = history_.entries();
    while (from + static_cast<std::size_t>(step) < entries.size()) {
      from += static_cast<std::size_t>(step);
      if (search_->found >= entries.size() || entries[from] != entries[search_->found]) break;
    }
    search_again(from, step);
    return true;
  }
  const bool gives_up = is_control && (key.text == "g" || key.text == "c");
  end_search(!gives_up);
  return gives_up || key.kind == Key::Kind::kEscape;
}

void Editor::search_again(std::size_t from, int step) {
  const std::vector<std::string>& entries = history_.entries();
  search_->has_failed = false;
  if (search_->wanted.empty()) return;
  std::size_t index = from < entries.size() || step > 0 ? from : entries.size() - 1;
  while (index < entries.size()) {  // -1 goes round, beyond all
    if (entries[index].find(search_->wanted) != std::string::npos) {
      search_->found = index;
      line_.set(entries[index]);
      line_.move_to(entries[index].rfind(search_->wanted));
      return;
    }
    index += static_cast<std::size_t>(step);
  }
  search_->has_failed = true;
}

void Editor::end_search(bool keeps_found) {
  if (!keeps_found) line_.set(search_->text_before);
  if (keeps_found && search_->found < history_.entries().size()) recalled_ = search_->found;
  search_.reset();
}

std::vector<std::string> Editor::complete(const Completion& completion) {
  if (!completion.is_found) return {};
  if (!completion.common.empty()) {
    line_.insert(completion.common);
    ++version_;
    return {};
  }
  return completion.candidates;
}

Layout Editor::layout(int columns) const {
  if (is_secret_) return lay_out(prompt_, "", 0, columns);
  if (!search_) return lay_out(prompt_, line_.text(), line_.cursor(), columns);
  const std::string prompt =
      (search_->has_failed ? "(failed search)`" : "(search)`") + search_->wanted + "': ";
  return lay_out(prompt, line_.text(), line_.cursor(), columns);
}

}  // namespace slipway::editor
