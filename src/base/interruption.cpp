#include "base/interruption.hpp"

#include <unistd.h>

#include <array>
#include <csignal>

namespace slipway {
namespace {

// A signal handler reaches nothing but what is global.
volatile std::sig_atomic_t noted_signal = 0;

extern "C" void note_signal(int signal) { noted_signal = signal; }

}  // namespace

void note_interruptions() {
  for (const int signal : std::to_array({SIGINT, SIGTERM, SIGHUP})) {
    struct sigaction present {};
    if (::sigaction(signal, nullptr, &present) != 0 || present.sa_handler == SIG_IGN) continue;
    struct sigaction action {};
    action.sa_handler = note_signal;
    // No SA_RESTART: a read from the probe must return.
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    ::sigemptyset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
  }
}

void throw_if_interrupted() {
  if (const int signal = noted_signal; signal != 0) throw Interrupted(signal);
}

void end_by_signal(int signal) {
  ::signal(signal, SIG_DFL);
  ::raise(signal);
  ::_exit(128 + signal);  // where it is blocked
}

}  // namespace slipway
