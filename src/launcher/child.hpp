#pragma once

#include <sys/types.h>

#include <csignal>
#include <functional>
#include <optional>

#include "base/file_descriptor.hpp"
#include "base/process.hpp"
#include "launcher/environment.hpp"
#include "launcher/steps.hpp"

namespace slipway::launcher {

/// What a parent does with a signal from another process: it decides itself about SIGTERM, hears of its
/// children by SIGCHLD, and hands on SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2 and SIGWINCH.
///
/// They are blocked from the constructor to the destructor: so they also reach process 1, to which the kernel
/// delivers no signal that has its default action. SIGPIPE is ignored, and SIGCHLD is not, which a caller may
/// have left ignored: then there would be no status to wait for.
class BlockedSignals {
 public:
  BlockedSignals();
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;
  ~BlockedSignals();

  /// A signalfd(2), not blocking.
  const FileDescriptor& file() const { return file_; }
  /// In a child: gives it the signals as we found them.
  void release_in_child() const;

 private:
  sigset_t callers_mask_{};
  void (*callers_pipe_action_)(int) = nullptr;
  void (*callers_child_action_)(int) = nullptr;
  FileDescriptor file_;
};

struct ReceivedSignal {
  int number = 0;
  /// It came from a process, to this one alone. A terminal sends its signals to all processes of its group,
  /// so that the children have them already.
  bool is_for_us_alone = false;
};

/// The next signal that waits.
std::optional<ReceivedSignal> next_signal(const BlockedSignals& signals);

enum class StandardInput { kInherited, kNull };

/// Runs `work` in a new process, which is asked to end (SIGTERM) if this one dies. What it returns is the
/// exit status; an Error is printed, and the status is 1. `signals` are those that this process has blocked;
/// null where it has none.
pid_t start_child(const BlockedSignals* signals, const std::function<int()>& work);

/// Executes a step in a new process; one that can't be executed ends with 127 and says why.
pid_t start_step(const Step& step, const Environment& environment, StandardInput input,
                 const BlockedSignals* signals = nullptr);

/// Replaces this process. Throws Error where that is impossible.
[[noreturn]] void execute_step(const Step& step, const Environment& environment);

/// How a process ended, from the status of waitpid(2).
ExitStatus exit_status_of(int wait_status);

/// As a shell reports it: the exit status, or 128 and the number of the signal.
int shell_status(const ExitStatus& status);

}  // namespace slipway::launcher
