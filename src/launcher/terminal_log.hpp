#pragma once

#include <cstddef>
#include <ctime>
#include <string>
#include <string_view>

#include "base/file_descriptor.hpp"
#include "launcher/environment.hpp"

namespace slipway::launcher {

// What a node in the background writes to its terminal is kept in FOLDER/erlang.log.1, .2 and so on, as
// run_erl(1) keeps it:
//
//   log  = { start | alive | bytes of the terminal }
//   start = "\n=====\n===== LOGGING STARTED " TIME "\n=====\n"     at the beginning of a file, and at each
//   start alive = "\n===== ALIVE " TIME "\n"
//
// A file that would grow over the limit is followed by the next one; behind the last comes the first. The
// file after the one that is written is always missing: the hole shows which is the newest.

/// run_erl(1), "Environment Variables". Values below the minimum count as the minimum.
struct TerminalLogSettings {
  /// RUN_ERL_LOG_GENERATIONS: 2 to 1000.
  int generations = 5;
  /// RUN_ERL_LOG_MAXSIZE: bytes of a file, at least 1000.
  std::size_t largest = 100000;
  /// RUN_ERL_LOG_ALIVE_MINUTES: without output for so long, a line says that we are alive. At least 1.
  int alive_minutes = 15;
  /// RUN_ERL_LOG_ACTIVITY_MINUTES: output after so long a silence follows such a line. At least 1; a third of
  /// alive_minutes.
  int activity_minutes = 5;
  /// RUN_ERL_LOG_ALIVE_FORMAT, for strftime(3).
  std::string time_format = "%a %b %e %T %Z %Y";
  /// RUN_ERL_LOG_ALIVE_IN_UTC: anything but "0".
  bool in_utc = false;
};

/// Throws Error for a value that is no number.
TerminalLogSettings terminal_log_settings(const Environment& environment);

/// The number of the file that a new start goes on with: the one in front of the highest hole below the last
/// number, else 1.
int first_log_number(const std::string& folder, int generations);

class TerminalLog {
 public:
  /// Creates the folder where it is missing, and writes that logging starts. Throws Error where that is
  /// impossible.
  TerminalLog(std::string folder, TerminalLogSettings settings);

  const FileDescriptor& file() const { return file_; }

  /// Appends what the terminal shows. A full disk loses bytes, never the node: the loss is said once writing
  /// works again.
  void write(std::string_view bytes, std::time_t now);

  /// Says that the node is alive where nothing has been written for alive_minutes.
  void pass_time(std::time_t now);
  /// Seconds up to when pass_time has something to do.
  int seconds_until_alive(std::time_t now) const;

 private:
  int next_number() const;
  void open(int flags, std::time_t now);
  void append(std::string_view bytes, std::time_t now);
  std::string time_text(std::time_t now) const;

  std::string folder_;
  TerminalLogSettings settings_;
  int number_;
  FileDescriptor file_;
  std::time_t last_activity_;
  std::size_t lost_ = 0;
};

}  // namespace slipway::launcher
