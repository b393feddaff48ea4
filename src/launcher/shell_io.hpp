#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "control/io_server.hpp"
#include "launcher/line_terminal.hpp"

namespace slipway::launcher {

/// The group leader of a shell: what it reads are lines that are edited in a terminal, or, without one, what
/// comes from the input as it is.
///
/// IEx and Erlang's shell read in three shapes: get_line from a process that was started for it
/// (Elixir 1.14); get_until from the shell, done after each line (1.18); and get_until that goes on until an
/// expression is whole (1.20, Erlang). A text of several lines is given line by line, so that each of the
/// shapes takes it.
class ShellIo final : public control::IoServer {
 public:
  /// `terminal` may be null.
  ShellIo(control::NodeConnection& node, Descriptors descriptors, LineTerminal* terminal)
      : IoServer(node, descriptors), terminal_(terminal) {}

  void set_shell(erl::Term process) { shell_ = std::move(process); }

  /// Gives a line that waits, or begins a line in the terminal, where something is read. Called when all that
  /// came has been taken.
  void serve();

  /// What was entered, without its line end.
  void enter(std::string_view text);
  using IoServer::serve_erlang_shell;
  /// Ctrl-D.
  void end_of_input() { end_input(false); }
  /// Ctrl-C: forgets what was entered and not read. True where an evaluation is to be interrupted, too; false
  /// where the shell itself waits for a line.
  bool interrupt();
  /// The session ends: whatever is read gets the end of the input.
  void close();

  /// Whether the shell itself waits for a line, and no evaluation runs.
  bool is_idle() const { return waiting() != nullptr && is_of_shell(); }
  /// Whether that line is the first of an expression.
  bool begins_expression() const { return is_idle() && !goes_on_; }
  /// Whether the line that is read belongs to the history.
  bool keeps_lines() const { return is_of_shell() && !waits_for_secret(); }

 protected:
  control::TextSink& output() override;
  void ask(const std::string& prompt, bool goes_on) override;
  bool reads_secrets() const override { return terminal_ != nullptr; }

 private:
  bool is_of_shell() const;

  LineTerminal* terminal_;
  std::optional<erl::Term> shell_;
  /// The shell reads by itself, and not by processes that it starts.
  bool shell_reads_ = false;
  bool is_closed_ = false;
  /// Elixir 1.14: who read as Ctrl-C was pressed last.
  std::optional<erl::Term> interrupted_;
  std::string prompt_;
  bool goes_on_ = false;
  std::deque<std::string> lines_;
};

/// The prompt for more of the same expression, as IEx 1.20 has it: dots for what stands before "(", and for
/// others
/// ".." below the end of the prompt.
std::string continuation_prompt(std::string_view prompt);

}  // namespace slipway::launcher
