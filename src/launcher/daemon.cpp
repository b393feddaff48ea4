#include "launcher/daemon.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "launcher/terminal_log.hpp"
#include "launcher/terminal_pipes.hpp"
#include "launcher/terminal_server.hpp"

// The processes, each started by the one above it:
//
//   the caller's    waits until the pipe of reports is closed at its other end, and says what stands in it
//   (in between)    begins a session and ends, so that the daemon can't get a terminal
//   the daemon      serves the node's terminal
//   the node        leads a session of its own, whose terminal is the slave side; execve(2) closes the
//   reports. With hooks this is the parent of the node (parent.hpp), which closes them itself

namespace slipway::launcher {
namespace {

struct Terminal {
  FileDescriptor master;
  FileDescriptor slave;
};

/// A new pseudo terminal. The slave stays open until the node has it, or the master would report its end.
Terminal open_terminal(const Environment& environment) {
  Terminal terminal;
  terminal.master = FileDescriptor(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK));
  if (!terminal.master.is_open() || ::unlockpt(terminal.master.get()) != 0) {
    throw SystemError(errno, "make a terminal for the node (/dev/ptmx and /dev/pts are needed)");
  }
  // By its descriptor: in a container /dev/pts can be that of another namespace.
  terminal.slave = FileDescriptor(::ioctl(terminal.master.get(), TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!terminal.slave.is_open()) throw SystemError(errno, "open the terminal for the node");
  if (environment.get("RUN_ERL_DISABLE_FLOWCNTRL")) {
    termios settings{};
    if (::tcgetattr(terminal.slave.get(), &settings) != 0) throw SystemError(errno, "set up the terminal");
    settings.c_iflag &= ~static_cast<tcflag_t>(IXON | IXOFF);
    if (::tcsetattr(terminal.slave.get(), TCSANOW, &settings) != 0) {
      throw SystemError(errno, "set up the terminal");
    }
  }
  return terminal;
}

struct ReportPipe {
  FileDescriptor reading;
  FileDescriptor writing;
};

ReportPipe make_report_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw SystemError(errno, "make a pipe");
  return {FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

pid_t fork_or_throw() {
  const pid_t child = ::fork();
  if (child < 0) throw SystemError(errno, "start a process in the background");
  return child;
}

using RunNode = std::function<int(const std::function<void()>& started)>;

/// Runs `work` in a process that was forked, and ends that process with the status that it gives; an Error
/// goes to the caller's.
template <typename Work>
[[noreturn]] void run_and_exit(const FileDescriptor& report, const Work& work) {
  try {
    ::_exit(work());
  } catch (const std::exception& error) {
    const std::string_view text = error.what();
    [[maybe_unused]] const ssize_t written = ::write(report.get(), text.data(), text.size());
    ::_exit(1);
  }
}

sigset_t daemon_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signal : {SIGCHLD, SIGTERM, SIGINT, SIGHUP}) ::sigaddset(&signals, signal);
  return signals;
}

/// Gives the process the terminal and the signals that a program expects.
void enter_terminal(const FileDescriptor& slave, const sigset_t& signal_mask) {
  if (::setsid() < 0 || ::ioctl(slave.get(), TIOCSCTTY, 0) != 0) {
    throw SystemError(errno, "give the node its terminal");
  }
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(slave.get(), standard);
  ::signal(SIGPIPE, SIG_DFL);
  ::sigprocmask(SIG_SETMASK, &signal_mask, nullptr);
}

/// The daemon keeps these descriptors alone: what the caller had open, and the lock of the cookie's folder,
/// which is the node's, would stay open with it.
void keep_only(const std::vector<const FileDescriptor*>& files) {
  const FileDescriptor null = open_file("/dev/null", O_RDWR);
  for (const int standard : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(null.get(), standard);
  std::vector<unsigned> kept = {STDERR_FILENO, static_cast<unsigned>(null.get())};
  for (const FileDescriptor* file : files) kept.push_back(static_cast<unsigned>(file->get()));
  std::sort(kept.begin(), kept.end());
  for (std::size_t at = 1; at < kept.size(); ++at) {
    if (kept[at] - kept[at - 1] > 1) ::close_range(kept[at - 1] + 1, kept[at] - 1, 0);
  }
  ::close_range(kept.back() + 1, ~0U, 0);
}

/// The daemon: starts the node and serves its terminal up to its end.
void run_daemon(const Environment& environment, FileDescriptor& report, const RunNode& run_node) {
  const std::string folder = environment.value_or("RELEASE_TMP", "");
  TerminalLog log(log_folder(folder), terminal_log_settings(environment));
  const TerminalPipes pipes(pipe_folder(folder));
  FileDescriptor typed = pipes.open_typed();
  Terminal terminal = open_terminal(environment);

  // Blocked before the fork, so that the end of the node is not missed.
  const sigset_t signals = daemon_signals();
  sigset_t callers_mask;
  ::sigprocmask(SIG_BLOCK, &signals, &callers_mask);
  const FileDescriptor signal_file(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signal_file.is_open()) throw SystemError(errno, "watch for signals");

  const pid_t node = fork_or_throw();
  if (node == 0) {
    run_and_exit(report, [&] {
      enter_terminal(terminal.slave, callers_mask);
      return run_node([&] { report = FileDescriptor(); });
    });
  }
  ::signal(SIGPIPE, SIG_IGN);
  terminal.slave = FileDescriptor();
  report = FileDescriptor();
  keep_only({&terminal.master, &signal_file, &typed, &log.file()});
  serve_terminal({pipes, log, terminal.master, signal_file, node}, std::move(typed));
}

}  // namespace

void start_in_background(const Environment& environment, const RunNode& run_node) {
  ReportPipe reports = make_report_pipe();
  const pid_t between = fork_or_throw();
  if (between == 0) {
    run_and_exit(reports.writing, [&] {
      if (::setsid() < 0) throw SystemError(errno, "leave the terminal");
      if (fork_or_throw() > 0) return 0;
      run_and_exit(reports.writing, [&] {
        run_daemon(environment, reports.writing, run_node);
        return 0;
      });
    });
  }
  reports.writing = FileDescriptor();
  const std::string problem = read_all(reports.reading, "the report of the process in the background");
  while (::waitpid(between, nullptr, 0) < 0 && errno == EINTR) {
  }
  if (!problem.empty()) throw Error(problem);
}

}  // namespace slipway::launcher
