#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "control/deadline.hpp"
#include "launcher/shell_io.hpp"

namespace slipway::launcher {

enum class ShellKind { kIex, kErlang };

/// Asks the node which shell it has, within the deadline of the connection. IEx is started as an application,
/// which stays.
ShellKind find_shell(control::NodeConnection& node);

/// The .iex.exs that IEx on the node would not find by itself; empty where there is none.
std::string find_dot_iex(control::NodeConnection& node);

/// A shell on a node whose group leader is this process. Its process is linked to us by itself, so that it
/// ends with the connection; the node is never asked to halt.
class ShellSession {
 public:
  /// `terminal` may be null: then lines are what comes from the input.
  ShellSession(control::NodeConnection& node, control::IoServer::Descriptors descriptors,
               LineTerminal* terminal)
      : node_(node), terminal_(terminal), io_(node, descriptors, terminal) {}

  /// `dot_iex`: what IEx evaluates first.
  void start(ShellKind kind, const std::string& dot_iex = {});

  bool has_ended() const { return has_ended_; }
  /// It was told to end: nothing is read from the terminal any more.
  bool is_closing() const { return is_closing_; }
  int status() const { return status_; }
  /// When a session that was told to end is over, whatever the node does.
  control::Deadline deadline() const { return deadline_; }

  /// Takes the next packet of the node, for which it waits.
  void receive();
  void press(const std::vector<editor::Key>& keys);
  /// Where lines come from the input.
  pollfd input() const { return io_.wanted(); }
  void read_input() { io_.read_input(); }

  /// Ctrl-C: the evaluation, or the expression that is not whole yet.
  void interrupt();
  /// Ends the session: interrupts an evaluation, so that nothing of it stays on the node, and gives the shell
  /// the end of its input.
  void hang_up(int status);
  /// Ctrl-Z was pressed; once.
  bool wants_suspension() { return std::exchange(wants_suspension_, false); }
  /// Brings the terminal up to date, when all that came at once has been taken.
  void settle();

 private:
  void press(const editor::Key& key);
  void press_ahead(const editor::Key& key);
  void ask_for_completion();
  void receive_completion(const control::Message& message);
  void end(int status);

  control::NodeConnection& node_;
  LineTerminal* terminal_;
  ShellIo io_;
  std::optional<erl::Term> shell_;
  std::uint32_t shell_reference_ = 0;
  ShellKind kind_ = ShellKind::kIex;
  /// Keys that were pressed while no line was read.
  std::vector<editor::Key> ahead_;
  std::optional<std::uint32_t> completion_;
  std::size_t completed_version_ = 0;
  /// edlin_expand:expand/2, until a node says that it has none.
  bool expands_with_options_ = true;
  bool wants_suspension_ = false;
  bool is_closing_ = false;
  bool has_ended_ = false;
  int status_ = 0;
  control::Deadline deadline_ = control::Deadline::never();
};

/// {yes | no, Common, Candidates} of IEx.Autocomplete and edlin_expand, from OTP 26 on with candidates in
/// maps; nothing for other terms.
std::optional<editor::Completion> read_completion(const erl::Term& term);

}  // namespace slipway::launcher
