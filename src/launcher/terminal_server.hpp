#pragma once

#include <sys/types.h>

#include "base/file_descriptor.hpp"
#include "launcher/terminal_log.hpp"
#include "launcher/terminal_pipes.hpp"

namespace slipway::launcher {

/// What connects the terminal of a node in the background with its log and with whoever attaches.
struct TerminalServer {
  const TerminalPipes& pipes;
  TerminalLog& log;
  /// The master side of the node's terminal, non-blocking.
  const FileDescriptor& terminal;
  /// signalfd(2) with SIGCHLD and those that end the daemon, which are blocked.
  const FileDescriptor& signals;
  pid_t node;
};

/// Serves until the node has ended; `typed` is the pipe of what is typed, open for reading. SIGTERM, SIGINT
/// and SIGHUP are handed on to the node as SIGTERM, which it takes as a wish to shut down.
void serve_terminal(const TerminalServer& server, FileDescriptor typed);

}  // namespace slipway::launcher
