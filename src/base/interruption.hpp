#pragma once

#include <exception>

namespace slipway {

/// SIGINT, SIGTERM or SIGHUP came. Thrown by throw_if_interrupted() alone, at places from which unwinding
/// leaves nothing half done; `main` then ends by that signal. It is no Error: nothing went wrong.
class Interrupted : public std::exception {
 public:
  explicit Interrupted(int signal) : signal_(signal) {}

  int signal() const noexcept { return signal_; }
  const char* what() const noexcept override { return "interrupted by a signal"; }

 private:
  int signal_;
};

/// From here on the first SIGINT, SIGTERM or SIGHUP is only noted, and has a call that waits fail with EINTR;
/// a second one ends the process at once. Signals that the caller had ignored (nohup) stay ignored.
void note_interruptions();

/// Throws Interrupted where such a signal has come.
void throw_if_interrupted();

/// Ends this process by the signal, so that whoever waits for it sees what ended it (a shell: 128 + signal).
[[noreturn]] void end_by_signal(int signal);

}  // namespace slipway
