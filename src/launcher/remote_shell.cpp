#include "launcher/remote_shell.hpp"

#include <poll.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string>

#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "control/call.hpp"
#include "control/text_output.hpp"
#include "editor/terminal.hpp"
#include "launcher/node_client.hpp"
#include "launcher/output.hpp"
#include "launcher/shell_session.hpp"

namespace slipway::launcher {
namespace {

using control::Deadline;

/// How long the node may take to say which shell it has.
constexpr std::chrono::seconds kStartTime{30};

/// The signals of a session come as reads: none of them may end it without giving the terminal back.
class Signals {
 public:
  Signals() {
    sigset_t wanted;
    ::sigemptyset(&wanted);
    for (const int signal : {SIGWINCH, SIGTERM, SIGINT, SIGHUP, SIGQUIT}) ::sigaddset(&wanted, signal);
    ::sigprocmask(SIG_BLOCK, &wanted, nullptr);
    // A terminal or a pipe that goes away is seen by the write.
    ::signal(SIGPIPE, SIG_IGN);
    file_ = FileDescriptor(::signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK));
    if (!file_.is_open()) throw SystemError(errno, "watch for signals");
  }

  int descriptor() const { return file_.get(); }
  /// The next one; 0 where there is none.
  int take() {
    signalfd_siginfo signal{};
    const bool has_come = ::read(file_.get(), &signal, sizeof signal) == static_cast<ssize_t>(sizeof signal);
    return has_come ? static_cast<int>(signal.ssi_signo) : 0;
  }

 private:
  FileDescriptor file_;
};

/// The node gives all of the shell's output to a terminal that may be gone: then there is no more to show.
class ForgivingOutput final : public control::TextSink {
 public:
  explicit ForgivingOutput(control::Connection& connection) : output_(STDOUT_FILENO, connection) {}

  void write(std::string_view utf8) override {
    if (is_gone_) return;
    try {
      output_.write(utf8);
    } catch (const SystemError&) {
      is_gone_ = true;
    }
  }
  bool is_gone() const { return is_gone_; }

 private:
  control::TextOutput output_;
  bool is_gone_ = false;
};

std::string history_file(const Environment& environment) {
  const auto value = [&](const char* name) -> const char* {
    const std::optional<std::string_view> found = environment.get(name);
    return found ? found->data() : nullptr;
  };
  return editor::history_path(value("XDG_STATE_HOME"), value("HOME"),
                              environment.value_or("RELEASE_NAME", "release"));
}

void read_keys(ShellSession& session, editor::KeyDecoder& keys) {
  std::array<char, 4096> buffer{};
  const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
  if (count > 0) return session.press(keys.decode({buffer.data(), static_cast<std::size_t>(count)}));
  if (count == 0 || (errno != EINTR && errno != EAGAIN)) session.hang_up(128 + SIGHUP);
}

/// A shell in a terminal, with a line that is edited.
class EditedShell {
 public:
  EditedShell(control::NodeConnection& node, const std::string& history)
      : node_(node),
        output_(node.connection()),
        line_(output_, editor::History(history), editor::window_size(STDOUT_FILENO)),
        terminal_(STDIN_FILENO, STDOUT_FILENO),
        session_(node, {STDIN_FILENO, STDOUT_FILENO}, &line_) {}

  int run(ShellKind kind, const std::string& dot_iex) {
    try {
      session_.start(kind, dot_iex);
      while (!session_.has_ended()) wait_and_pass_on();
    } catch (const Error&) {
      // What is said of it stands in a row of its own.
      output_.write("\n");
      throw;
    }
    line_.hide();
    return session_.status();
  }

 private:
  void wait_and_pass_on() {
    std::array<pollfd, 2> waits = {
        {{session_.is_closing() ? -1 : STDIN_FILENO, POLLIN, 0}, {signals_.descriptor(), POLLIN, 0}}};
    const Deadline escape =
        keys_.is_waiting()
            ? Deadline::after(std::chrono::milliseconds(editor::KeyDecoder::kEscapeMilliseconds))
            : Deadline::never();
    const bool has_message = node_.wait(waits, escape.or_earlier(session_.deadline()));
    if (has_message) session_.receive();
    if (waits[0].revents != 0) {
      read_keys(session_, keys_);
    } else if (escape.has_passed()) {
      session_.press(keys_.flush());
    }
    while (const int signal = signals_.take()) {
      if (signal == SIGWINCH) {
        line_.resize(editor::window_size(STDOUT_FILENO));
      } else {
        session_.hang_up(128 + signal);
      }
    }
    if (output_.is_gone()) session_.hang_up(128 + SIGHUP);
    if (session_.wants_suspension()) suspend();
    session_.settle();
  }

  void suspend() {
    line_.hide();
    terminal_.suspend();
    line_.resize(editor::window_size(STDOUT_FILENO));
  }

  control::NodeConnection& node_;
  Signals signals_;
  ForgivingOutput output_;
  LineTerminal line_;
  editor::RawTerminal terminal_;
  ShellSession session_;
  editor::KeyDecoder keys_;
};

/// A shell on what comes from the input: a pipe, a file, or a terminal without escape sequences, which edits
/// its lines itself.
int run_plain(control::NodeConnection& node, ShellKind kind, const std::string& dot_iex) {
  Signals signals;
  ShellSession session(node, {STDIN_FILENO, STDOUT_FILENO}, nullptr);
  session.start(kind, dot_iex);
  const bool has_terminal = ::isatty(STDIN_FILENO) == 1;
  while (!session.has_ended()) {
    std::array<pollfd, 2> waits = {session.input(), {signals.descriptor(), POLLIN, 0}};
    const bool has_message = node.wait(waits, session.deadline());
    if (has_message) session.receive();
    if (waits[0].revents != 0) session.read_input();
    while (const int signal = signals.take()) {
      if (signal == SIGINT && has_terminal) {
        session.interrupt();
      } else if (signal != SIGWINCH) {
        session.hang_up(128 + signal);
      }
    }
    session.settle();
  }
  return session.status();
}

}  // namespace

std::optional<int> run_remote_shell(const Release& release, Environment& environment) {
  if (environment.value_or("RELEASE_REMOTE_VM", "") == "1") return std::nullopt;
  const NodeClient client = find_node_client(release, environment);
  if (!client.needs_vm.empty()) return std::nullopt;
  control::NodeConnection node = control::connect_to_node(client.address, Deadline::after(kSetupTime));
  node.connection().set_deadline(Deadline::after(kStartTime));
  const ShellKind kind = find_shell(node);
  const std::string dot_iex = kind == ShellKind::kIex ? find_dot_iex(node) : std::string();
  node.connection().set_deadline(Deadline::never());
  const std::string term = environment.value_or("TERM", "");
  if (!editor::can_edit(STDIN_FILENO, STDOUT_FILENO, term.c_str())) return run_plain(node, kind, dot_iex);
  return EditedShell(node, history_file(environment)).run(kind, dot_iex);
}

}  // namespace slipway::launcher
