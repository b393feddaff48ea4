#include "launcher/shell_io.hpp"

#include <algorithm>

#include "editor/width.hpp"

namespace slipway::launcher {
namespace {

constexpr std::string_view kDots = "...";

}  // namespace

std::string continuation_prompt(std::string_view prompt) {
  const std::string plain = editor::without_escapes(prompt);
  const std::size_t bracket = plain.find('(');
  const auto width = static_cast<std::size_t>(editor::width_of(std::string_view(plain).substr(0, bracket)));
  if (bracket != std::string::npos) return std::string(width, '.') + plain.substr(bracket);
  return std::string(width < kDots.size() ? 0 : width - kDots.size(), ' ') + ".. ";
}

control::TextSink& ShellIo::output() {
  return terminal_ != nullptr ? static_cast<control::TextSink&>(*terminal_) : IoServer::output();
}

bool ShellIo::is_of_shell() const {
  const control::IoClient* client = waiting();
  if (client == nullptr) return false;
  // A process that the shell of 1.14 started to read looks like any other.
  return !shell_reads_ || (shell_ && client->from == *shell_);
}

void ShellIo::ask(const std::string& prompt, bool goes_on) {
  const control::IoClient* client = waiting();
  if (shell_ && client != nullptr && client->from == *shell_) shell_reads_ = true;
  if (is_closed_) return;
  if (terminal_ == nullptr) return IoServer::ask(goes_on ? continuation_prompt(prompt) : prompt, false);
  prompt_ = goes_on ? continuation_prompt(prompt) : prompt;
  goes_on_ = goes_on || prompt_.starts_with(kDots);
}

void ShellIo::serve() {
  if (is_closed_ && waiting() != nullptr) return end_input(true);
  if (terminal_ == nullptr) return;
  while (waiting() != nullptr && !lines_.empty()) {
    const std::string line = std::move(lines_.front());
    lines_.pop_front();
    // It stands in the text that was entered; where its prompt comes later than output, it stands there once
    // more.
    if (terminal_->has_output() && !waits_for_secret()) terminal_->write(prompt_ + line + "\n");
    feed(line + "\n");
  }
  if (waiting() == nullptr || terminal_->is_editing()) return;
  using Visibility = editor::Editor::Visibility;
  terminal_->begin(prompt_, waits_for_secret() ? Visibility::kSecret : Visibility::kShown);
}

void ShellIo::enter(std::string_view text) {
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    lines_.emplace_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  lines_.emplace_back(text);
  const std::string first = std::move(lines_.front());
  lines_.pop_front();
  feed(first + "\n");
}

bool ShellIo::interrupt() {
  lines_.clear();
  if (waiting() != nullptr && !shell_reads_) {
    // The one that IEx started to read, or one of the evaluation: an error is right for both. IEx starts
    // another one then; one that reads on is of the evaluation.
    const erl::Term client = waiting()->from;
    const bool reads_on = interrupted_ && client == *interrupted_;
    interrupted_ = client;
    interrupt_readings(nullptr);
    return reads_on;
  }
  if (!is_of_shell()) {
    interrupt_readings(shell_ ? &*shell_ : nullptr);
    return true;
  }
  // The rest of an expression is given up by the shell; a line that begins one is nobody's.
  if (goes_on_) interrupt_readings(nullptr);
  return false;
}

void ShellIo::close() {
  is_closed_ = true;
  lines_.clear();
}

}  // namespace slipway::launcher
