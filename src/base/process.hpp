#pragma once

#include <sys/types.h>

#include <string>
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

/// A child process that is waited for. The destructor waits, too: a child is never left behind.
class ChildProcess {
 public:
  /// Where the child's standard output goes.
  enum class Output { kInherited, kStandardError };

  /// Starts `words[0]`, looked up in PATH, with the environment of this process. The descriptors in
  /// `inherited` stay open in the child under their numbers; all that are close-on-exec go. Throws
  /// SystemError where it can't be executed.
  static ChildProcess start(const std::vector<std::string>& words, const std::vector<int>& inherited = {},
                            Output output = Output::kInherited);

  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&&) = delete;
  ~ChildProcess();

  ExitStatus wait();

 private:
  explicit ChildProcess(pid_t pid) : pid_(pid) {}

  pid_t pid_;
};

}  // namespace slipway
