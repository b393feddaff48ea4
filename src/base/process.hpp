#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace slipway {

/// How a child ended: its exit status, or the signal that ended it.
struct ExitStatus {
  int code = 0;
  int signal = 0;

  bool success() const { return code == 0 && signal == 0; }
  /// "exited with status 1", "was ended by signal 9 (Killed)".
  std::string describe() const;
};

/// Descriptors for the standard streams of a child; -1: the child has ours.
struct StandardStreams {
  int input = -1;
  int output = -1;
  int error = -1;
};

/// Where a child runs, if not in our folder, and with which variables besides ours.
struct ChildPlace {
  std::string folder = {};
  std::vector<std::pair<std::string, std::string>> environment = {};
};

/// A child process that is waited for. The destructor waits, too: a child is never left behind.
class ChildProcess {
 public:
  /// Starts `words[0]`, looked up in PATH, with the environment of this process. The descriptors in
  /// `inherited` stay open in the child under their numbers; all that are close-on-exec go. `streams` says
  /// what the child has as its standard streams instead of ours. Throws SystemError where it can't be
  /// executed, or can't enter its folder.
  static ChildProcess start(const std::vector<std::string>& words, const std::vector<int>& inherited = {},
                            const StandardStreams& streams = {}, const ChildPlace& place = {});

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();

  ExitStatus wait();
  /// Nothing where it still runs after `limit`, or where a signal came.
  std::optional<ExitStatus> wait_for(std::chrono::milliseconds limit);
  /// Sends a signal; none to a child that was waited for.
  void signal(int number) const;

 private:
  explicit ChildProcess(pid_t pid) : pid_(pid) {}

  pid_t pid_;
};

}  // namespace slipway
