#include "launcher/child.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <exception>

#include "base/error.hpp"
#include "base/files.hpp"
#include "launcher/output.hpp"

namespace slipway::launcher {
namespace {

constexpr int kCannotExecute = 127;
/// What a signal adds to the exit status that a shell reports.
constexpr int kEndedBySignal = 128;

sigset_t signals_of_a_parent() {
  sigset_t signals;
  ::sigemptyset(&signals);
  for (const int signal : {SIGCHLD, SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH}) {
    ::sigaddset(&signals, signal);
  }
  return signals;
}

/// SIGHUP alone also goes to the leader of a session without its group, as the terminal goes away.
bool is_for_us_alone(const signalfd_siginfo& info) {
  return info.ssi_code != SI_KERNEL || info.ssi_signo == SIGHUP;
}

}  // namespace

BlockedSignals::BlockedSignals() {
  const sigset_t signals = signals_of_a_parent();
  ::sigprocmask(SIG_BLOCK, &signals, &callers_mask_);
  callers_pipe_action_ = ::signal(SIGPIPE, SIG_IGN);
  callers_child_action_ = ::signal(SIGCHLD, SIG_DFL);
  file_ = FileDescriptor(::signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!file_.is_open()) throw SystemError(errno, "watch for signals");
}

BlockedSignals::~BlockedSignals() { release_in_child(); }

void BlockedSignals::release_in_child() const {
  ::signal(SIGPIPE, callers_pipe_action_);
  ::signal(SIGCHLD, callers_child_action_);
  ::sigprocmask(SIG_SETMASK, &callers_mask_, nullptr);
}

std::optional<ReceivedSignal> next_signal(const BlockedSignals& signals) {
  signalfd_siginfo info{};
  ssize_t count = 0;
  do {
    count = ::read(signals.file().get(), &info, sizeof info);
  } while (count < 0 && errno == EINTR);
  if (count != static_cast<ssize_t>(sizeof info)) return std::nullopt;
  return ReceivedSignal{static_cast<int>(info.ssi_signo), is_for_us_alone(info)};
}

pid_t start_child(const BlockedSignals* signals, const std::function<int()>& work) {
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child < 0) throw SystemError(errno, "start a process");
  if (child > 0) return child;
  if (signals != nullptr) signals->release_in_child();
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  // It may have died before it could be watched.
  if (::getppid() != parent) ::_exit(kEndedBySignal + SIGTERM);
  try {
    ::_exit(work());
  } catch (const std::exception& error) {
    try {
      print(STDERR_FILENO, std::string("ERROR: ") + error.what() + "\n");
    } catch (const std::exception&) {
      // There is nowhere left to say it.
    }
    ::_exit(1);
  }
}

pid_t start_step(const Step& step, const Environment& environment, StandardInput input,
                 const BlockedSignals* signals) {
  return start_child(signals, [&] {
    if (input == StandardInput::kNull) {
      const FileDescriptor null = open_file("/dev/null", O_RDONLY);
      ::dup2(null.get(), STDIN_FILENO);
    }
    try {
      execute_step(step, environment);
    } catch (const Error& error) {
      print(STDERR_FILENO, "ERROR: " + error.message() + "\n");
    }
    return kCannotExecute;
  });
}

void execute_step(const Step& step, const Environment& environment) {
  ::execve(step.program.c_str(), exec_pointers(step.words).data(),
           exec_pointers(environment.entries()).data());
  const int error = errno;
  if (error == ENOENT && step.program.find('/') == std::string::npos) {
    throw Error("there is no program \"" + step.program + "\" in PATH, and no command of that name");
  }
  throw SystemError(error, "execute " + step.program);
}

ExitStatus exit_status_of(int wait_status) {
  if (WIFSIGNALED(wait_status)) return {.code = 0, .signal = WTERMSIG(wait_status)};
  return {.code = WEXITSTATUS(wait_status), .signal = 0};
}

int shell_status(const ExitStatus& status) {
  return status.signal != 0 ? kEndedBySignal + status.signal : status.code;
}

}  // namespace slipway::launcher
