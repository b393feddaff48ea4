#include "launcher/shell_session.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "control/call.hpp"
#include "erl/utf8.hpp"

namespace slipway::launcher {
namespace {

using control::CallEnd;
using control::CallResult;
using control::Message;
using editor::Editor;
using editor::Key;
using erl::Term;

/// How long a session that was told to end waits for the shell to end, so that nothing of it is left.
constexpr std::chrono::seconds kClosingTime{2};

/// Keys that are pressed ahead are kept up to here.
constexpr std::size_t kMostKeysAhead = 10000;

/// The code points of a text, the last one first.
Term reversed(std::string_view utf8) {
  std::vector<Term> code_points;
  while (!utf8.empty()) {
    const std::optional<char32_t> code_point = erl::take_utf8(utf8);
    if (!code_point) break;
    code_points.push_back(erl::integer(static_cast<std::int64_t>(*code_point)));
  }
  std::reverse(code_points.begin(), code_points.end());
  return erl::list(std::move(code_points));
}

/// A charlist or a binary; for {Text, Ending} of OTP 25 and later, both.
std::optional<std::string> candidate_text(const Term& term) {
  if (const auto* both = term.tuple(2)) {
    const std::optional<std::string> text = erl::text_of((*both)[0]);
    const std::optional<std::string> ending = erl::text_of((*both)[1]);
    return text ? std::optional(*text + ending.value_or("")) : std::nullopt;
  }
  return erl::text_of(term);
}

void add_candidates(const Term& term, std::vector<std::string>& candidates, int depth) {
  const std::vector<Term>* list = term.proper_list();
  if (list == nullptr || depth > 3) return;
  for (const Term& element : *list) {
    if (element.is<erl::Map>()) {
      const Term* elements = erl::find(element, "elems");
      if (elements != nullptr) add_candidates(*elements, candidates, depth + 1);
    } else if (std::optional<std::string> text = candidate_text(element); text && !text->empty()) {
      candidates.push_back(*std::move(text));
    }
  }
}

}  // namespace

std::optional<editor::Completion> read_completion(const Term& term) {
  const std::vector<Term>* answer = term.tuple(3);
  if (answer == nullptr) return std::nullopt;
  const std::optional<std::string> common = erl::text_of((*answer)[1]);
  if (!common) return std::nullopt;
  editor::Completion completion{(*answer)[0].is_atom("yes"), *common, {}};
  add_candidates((*answer)[2], completion.candidates, 0);
  return completion;
}

ShellKind find_shell(control::NodeConnection& node) {
  const CallResult iex =
      control::call(node, "application", "ensure_all_started", erl::list({erl::atom("iex")}));
  const bool has_started = iex.end == CallEnd::kReturned && iex.term().tagged_tuple("ok", 2) != nullptr;
  return has_started ? ShellKind::kIex : ShellKind::kErlang;
}

/// IEx looks for .iex.exs in its working folder, and then in the folder that init:get_argument(home) names.
/// That is the folder of the cookie on a node that a launcher has started (cookie.hpp), so the user's has to
/// be named.
std::string find_dot_iex(control::NodeConnection& node) {
  constexpr std::string_view kName = ".iex.exs";
  const auto variable = [&](std::string_view name) -> std::optional<std::string> {
    const CallResult value = control::call(node, "os", "getenv", erl::list({erl::charlist(name)}));
    return value.end == CallEnd::kReturned ? erl::charlist_text(value.term()) : std::nullopt;
  };
  const auto is_file = [&](std::string_view path) {
    return control::call(node, "filelib", "is_regular", erl::list({erl::charlist(path)})).is_atom("true");
  };
  // With IEX_HOME it finds it.
  if (variable("IEX_HOME") || is_file(kName)) return {};
  const std::optional<std::string> home = variable("HOME");
  if (!home || home->empty()) return {};
  std::string path = *home + "/" + std::string(kName);
  return is_file(path) ? path : std::string();
}

void ShellSession::start(ShellKind kind, const std::string& dot_iex) {
  kind_ = kind;
  if (kind_ == ShellKind::kIex) {
    // What iex:start/2 runs in a process of its own. With on_eof: halt, the default of --remsh, the end of
    // our input would halt the node.
    std::vector<Term> options = {erl::pair("on_eof", erl::atom("stop_evaluator"))};
    if (!dot_iex.empty()) {
      // Named in this way up to Elixir 1.16, and later.
      for (const std::string_view name : {"dot_iex_path", "dot_iex"}) {
        options.push_back(erl::pair(name, erl::binary(dot_iex)));
      }
    }
    const Term nothing = erl::tuple({erl::atom("elixir_utils"), erl::atom("noop"), erl::list({})});
    shell_reference_ = node_.spawn("Elixir.IEx.Server", "run_from_shell",
                                   erl::list({erl::list(std::move(options)), nothing}), 2);
  } else {
    io_.serve_erlang_shell();
    shell_reference_ =
        node_.spawn("shell", "server", erl::list({erl::boolean(true), erl::boolean(false)}), 2);
  }
}

void ShellSession::receive() {
  const std::optional<Message> message = node_.receive();
  if (!message) return;
  if (message->kind == Message::Kind::kSend) return io_.receive();
  if (message->kind == Message::Kind::kExit) return;
  if (message->reference == shell_reference_) {
    if (message->kind == Message::Kind::kDown) return end(status_);
    if (message->process.is<erl::Atom>()) {
      throw Error(node_.connection().peer() + " could not start a shell (" +
                  erl::text_of(message->process).value_or("?") + ")");
    }
    shell_ = message->process;
    io_.set_shell(*shell_);
  } else if (completion_ == message->reference) {
    receive_completion(*message);
  } else {
    io_.receive_end(*message);
  }
}

// ----------------------------------------------------------------------------------------------
// Keys
// ----------------------------------------------------------------------------------------------

void ShellSession::press(const std::vector<Key>& keys) {
  for (std::size_t index = 0; index < keys.size(); ++index) {
    // A tab with more behind it at once was not typed: it is a part of a text that was pasted without
    // brackets.
    const bool is_pasted = keys[index].kind == Key::Kind::kTab && index + 1 < keys.size() &&
                           keys[index + 1].kind == Key::Kind::kText;
    press(is_pasted ? Key{Key::Kind::kText, "\t"} : keys[index]);
  }
}

void ShellSession::press(const Key& key) {
  if (is_closing_) return;
  if (!terminal_->is_editing()) return press_ahead(key);
  switch (terminal_->press(key)) {
    case Editor::Action::kNone:
      return;
    case Editor::Action::kAccept:
      io_.enter(terminal_->accept(io_.keeps_lines()));
      return io_.serve();
    case Editor::Action::kComplete:
      return ask_for_completion();
    case Editor::Action::kInterrupt:
      return interrupt();
    case Editor::Action::kEndOfInput:
      terminal_->accept(false);
      return io_.end_of_input();
    case Editor::Action::kSuspend:
      wants_suspension_ = true;
      return;
    case Editor::Action::kClearScreen:
      return terminal_->clear();
    case Editor::Action::kQuit:
      return hang_up(0);
  }
}

/// While something is evaluated: what it means at once, and the rest when a line is read again.
void ShellSession::press_ahead(const Key& key) {
  const bool is_control = key.kind == Key::Kind::kControl && !key.alt;
  if (is_control && key.text == "c") return interrupt();
  if (is_control && key.text == "z") {
    wants_suspension_ = true;
  } else if (is_control && key.text == "\\") {
    hang_up(0);
  } else if (ahead_.size() < kMostKeysAhead) {
    ahead_.push_back(key);
  }
}

void ShellSession::settle() {
  if (deadline_.has_passed()) return end(status_);
  io_.serve();
  if (terminal_ == nullptr) return;
  while (terminal_->is_editing() && !ahead_.empty()) {
    const std::vector<Key> keys = std::exchange(ahead_, {});
    press(keys);
    io_.serve();
  }
  terminal_->refresh();
}

void ShellSession::interrupt() {
  ahead_.clear();
  if (terminal_ != nullptr && terminal_->is_editing()) {
    const bool wants_out = io_.begins_expression() && terminal_->editor().text().empty();
    terminal_->abandon();
    // IEx's banner, which the node prints, says "press Ctrl+C to exit".
    if (wants_out) terminal_->write("Ctrl-D ends this session; the system goes on\n");
  }
  if (io_.interrupt() && shell_) node_.exit(*shell_, erl::atom("interrupt"));
}

void ShellSession::hang_up(int status) {
  if (is_closing_) return;
  is_closing_ = true;
  status_ = status;
  deadline_ = control::Deadline::after(kClosingTime);
  if (!io_.is_idle() && io_.interrupt() && shell_) node_.exit(*shell_, erl::atom("interrupt"));
  io_.close();
}

void ShellSession::end(int status) {
  has_ended_ = true;
  status_ = status;
}

// ----------------------------------------------------------------------------------------------
// Completion
// ----------------------------------------------------------------------------------------------

void ShellSession::ask_for_completion() {
  // The answer fits the line as it is now.
  completed_version_ = terminal_->editor().version();
  const Term before = reversed(terminal_->editor().before_cursor());
  if (kind_ == ShellKind::kIex && shell_) {
    completion_ =
        control::begin_call(node_, "Elixir.IEx.Autocomplete", "expand", erl::list({before, *shell_}));
  } else {
    // OTP 25 has expand/1 alone, and that of OTP 29 gives titles without functions. From OTP 26 on both ask
    // the node of their group leader for a shell (group:whereis_shell/0): not ours.
    std::vector<Term> arguments = {before};
    if (expands_with_options_) arguments.push_back(erl::list({}));
    completion_ = control::begin_call(node_, "edlin_expand", "expand", erl::list(std::move(arguments)),
                                      control::NodeConnection::Tie::kMonitored, shell_ ? &*shell_ : nullptr);
  }
}

void ShellSession::receive_completion(const Message& message) {
  if (message.kind != Message::Kind::kDown) {
    if (message.process.is<erl::Atom>()) completion_.reset();
    return;
  }
  completion_.reset();
  const CallResult result = control::read_call_result(node_.payload());
  if (result.end == CallEnd::kFailed && kind_ == ShellKind::kErlang && expands_with_options_) {
    expands_with_options_ = false;
    if (terminal_->is_editing()) ask_for_completion();
    return;
  }
  if (result.end != CallEnd::kReturned || !terminal_->is_editing()) return;
  if (terminal_->editor().version() != completed_version_) return;
  if (const std::optional<editor::Completion> completion = read_completion(result.term())) {
    terminal_->complete(*completion);
  }
}

}  // namespace slipway::launcher
