#include "launcher/attach.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <string_view>

#include "base/error.hpp"
#include "launcher/output.hpp"
#include "launcher/terminal_pipes.hpp"
#include "launcher/terminal_protocol.hpp"

namespace slipway::launcher {
namespace {

/// Every key goes to the node as it is typed; the destructor gives the terminal back as it was.
class RawTerminal {
 public:
  RawTerminal() {
    if (::isatty(STDIN_FILENO) != 1 || ::tcgetattr(STDIN_FILENO, &before_) != 0) {
      throw Error("attach needs a terminal as its standard input; to only read, look into the log folder");
    }
    termios raw = before_;
    ::cfmakeraw(&raw);
    if (::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) != 0) throw SystemError(errno, "set up this terminal");
  }
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;
  ~RawTerminal() { ::tcsetattr(STDIN_FILENO, TCSADRAIN, &before_); }

  char end_of_file() const { return static_cast<char>(before_.c_cc[VEOF]); }

 private:
  termios before_{};
};

/// SIGWINCH, and the signals that would end us without giving the terminal back.
FileDescriptor open_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signal : {SIGWINCH, SIGTERM, SIGINT, SIGHUP, SIGQUIT}) ::sigaddset(&signals, signal);
  ::sigprocmask(SIG_BLOCK, &signals, nullptr);
  FileDescriptor file(::signalfd(-1, &signals, SFD_CLOEXEC));
  if (!file.is_open()) throw SystemError(errno, "watch for signals");
  // A node that ends while we write to it is no reason to die.
  ::signal(SIGPIPE, SIG_IGN);
  return file;
}

class Session {
 public:
  Session(const AttachedPipes& pipes, char end_of_file)
      : pipes_(pipes), end_of_file_(end_of_file), signals_(open_signals()) {}

  /// Begins with keys that the daemon greets. The exit status: 128 and its number where a signal ended it, as
  /// a shell has it.
  int run(std::string_view first_keys) {
    send(first_keys);
    while (!has_ended_) wait_and_pass_on();
    return status_;
  }

 private:
  void wait_and_pass_on() {
    std::array<pollfd, 4> waits = {{
        {STDIN_FILENO, POLLIN, 0},
        {pipes_.shown.get(), POLLIN, 0},
        {pipes_.typed.get(), 0, 0},
        {signals_.get(), POLLIN, 0},
    }};
    if (::poll(waits.data(), waits.size(), -1) < 0) {
      if (errno == EINTR) return;
      throw SystemError(errno, "wait for keys and output");
    }
    if (waits[1].revents != 0) show();
    if (waits[0].revents != 0 && !has_ended_) type();
    // Nothing reads what is typed any more, and all that was shown has been read.
    if ((waits[2].revents & POLLERR) != 0 && waits[1].revents == 0) end("[End]\r\n", 0);
    if (waits[3].revents != 0) take_signal();
  }

  void show() {
    std::array<char, 8192> buffer;
    const ssize_t count = ::read(pipes_.shown.get(), buffer.data(), buffer.size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
    if (count <= 0) return end("[End]\r\n", 0);
    std::string bytes(buffer.data(), static_cast<std::size_t>(count));
    if (!has_shown_) {
      protocol_ = take_greeting(bytes);
      if (protocol_ > 0) send(version_control(protocol_));
      tell_window_size();
    }
    has_shown_ = true;
    print(STDOUT_FILENO, bytes);
  }

  void type() {
    std::array<char, 1024> buffer;
    const ssize_t count = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) return;
    if (count <= 0) return end("[Quit]\r\n", 0);
    const std::string_view typed(buffer.data(), static_cast<std::size_t>(count));
    const std::size_t last = typed.find(end_of_file_);
    send(typed.substr(0, last));
    if (last != std::string_view::npos) end("[Quit]\r\n", 0);
  }

  void take_signal() {
    signalfd_siginfo signal{};
    if (::read(signals_.get(), &signal, sizeof signal) != static_cast<ssize_t>(sizeof signal)) return;
    if (signal.ssi_signo == SIGWINCH) return tell_window_size();
    end("", 128 + static_cast<int>(signal.ssi_signo));
  }

  void tell_window_size() {
    winsize window{};
    if (protocol_ < 1 || ::ioctl(STDIN_FILENO, TIOCGWINSZ, &window) != 0) return;
    send(window_size_control({window.ws_col, window.ws_row}));
  }

  /// The pipe is non-blocking: a node that does not read has keys wait here, but not the output.
  void send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t count = ::write(pipes_.typed.get(), bytes.data(), bytes.size());
      if (count > 0) {
        bytes.remove_prefix(static_cast<std::size_t>(count));
      } else if (errno == EAGAIN) {
        pollfd wait{pipes_.typed.get(), POLLOUT, 0};
        ::poll(&wait, 1, kLongestWait);
        if ((wait.revents & POLLOUT) == 0) return;
      } else if (errno != EINTR) {
        return end("[End]\r\n", 0);
      }
    }
  }

  void end(std::string_view word, int status) {
    if (has_ended_) return;
    has_ended_ = true;
    status_ = status;
    print(STDERR_FILENO, word);
  }

  /// Milliseconds; keys that a node did not read for so long are lost.
  static constexpr int kLongestWait = 1000;

  const AttachedPipes& pipes_;
  char end_of_file_;
  FileDescriptor signals_;
  unsigned protocol_ = 0;
  bool has_shown_ = false;
  bool has_ended_ = false;
  int status_ = 0;
};

}  // namespace

int attach(const std::string& folder, std::string_view erts) {
  const AttachedPipes pipes = open_running_pipes(folder);
  const RawTerminal terminal;
  print(STDERR_FILENO, "Attaching to " + pipes.path + " (^D to exit)\r\n\r\n");
  return Session(pipes, terminal.end_of_file()).run(redraw_keys(erts));
}

}  // namespace slipway::launcher
