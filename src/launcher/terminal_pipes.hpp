#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/file_descriptor.hpp"

namespace slipway::launcher {

// How a node in the background is talked to: by two named pipes, as run_erl(1) and to_erl(1) do it.
//
//   FOLDER/erlang.pipe.N.w   what is typed: to_erl writes, the daemon reads
//   FOLDER/erlang.pipe.N.r   what is shown: the daemon writes, to_erl reads
//
// The highest number belongs to the node that was started last.

/// The folders of a release's nodes in the background: RELEASE_TMP/pipe and RELEASE_TMP/log.
std::string pipe_folder(std::string_view release_tmp);
std::string log_folder(std::string_view release_tmp);

/// The two pipes of one node, which the daemon makes; the destructor removes them.
class TerminalPipes {
 public:
  /// Creates the folder where it is missing, and pipes with the next free number, mode 0600. Throws Error
  /// where that is impossible.
  explicit TerminalPipes(const std::string& folder);
  TerminalPipes(const TerminalPipes&) = delete;
  TerminalPipes& operator=(const TerminalPipes&) = delete;
  ~TerminalPipes();

  /// FOLDER/erlang.pipe.N
  const std::string& path() const { return path_; }

  /// Opens ".w" for reading, without waiting for a writer. Throws SystemError.
  FileDescriptor open_typed() const;
  /// Opens ".r" for writing; nothing where no one reads it.
  FileDescriptor open_shown() const;

 private:
  std::string path_;
};

/// Both pipes of a running node, open: what attach talks to.
struct AttachedPipes {
  std::string path;
  FileDescriptor shown;
  FileDescriptor typed;
};

/// The pipes with the highest number that a daemon listens to. Throws Error where there are none.
AttachedPipes open_running_pipes(const std::string& folder);

}  // namespace slipway::launcher
