#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::editor {

/// The lines that were entered before, oldest first, kept in a file where there is one:
///
///   file  = entry*
///   entry = text, "\n"       in the text, \ is "\\" and a line end "\n" (two characters each)
///
/// The file has mode 0600. Sessions append to it under a lock (flock) with one write each, so that several
/// can run at once; each session sees what was there as it began. A file that can't be read or written is
/// none, and the session goes on without. The same line twice in a row counts once.
class History {
 public:
  /// Without a file: for as long as the session lasts.
  History() = default;
  /// Its folder is made with mode 0700 where it is missing. An empty path is no file.
  explicit History(std::string path);

  void add(std::string_view text);
  const std::vector<std::string>& entries() const { return entries_; }

  static constexpr std::size_t kMostEntries = 1000;
  /// Larger ones are kept for the session alone.
  static constexpr std::size_t kLargestEntry = std::size_t{64} << 10;

 private:
  void append_to_file(std::string_view text) const;

  std::string path_;
  std::vector<std::string> entries_;
};

/// The text of a history file, entries oldest first; lines that no session wrote are left out.
std::vector<std::string> read_history(std::string_view file);
std::string history_line(std::string_view text);

/// $XDG_STATE_HOME/slipway/history-NAME, or below $HOME/.local/state where that is not set (XDG Base
/// Directory Specification: a relative path is none); empty where there is no such folder. Both may be null.
std::string history_path(const char* state_home, const char* home, std::string_view name);

}  // namespace slipway::editor
