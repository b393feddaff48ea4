#include "editor/history.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <optional>

#include "base/error.hpp"
#include "base/file_descriptor.hpp"
#include "base/files.hpp"

namespace slipway::editor {
namespace {

constexpr std::size_t kLargestFile = History::kMostEntries * 2 * History::kLargestEntry;

void make_folders(const std::string& path) {
  for (std::size_t end = path.find('/', 1); end != std::string::npos; end = path.find('/', end + 1)) {
    ::mkdir(path.substr(0, end).c_str(), 0700);
  }
}

bool is_same_file(const FileDescriptor& file, const std::string& path) {
  struct stat opened {};
  struct stat named {};
  return ::fstat(file.get(), &opened) == 0 && ::lstat(path.c_str(), &named) == 0 &&
         opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

/// The file, locked and of mode 0600; closed where that can't be. Another session may exchange it in between.
FileDescriptor open_locked(const std::string& path) {
  for (int attempt = 0; attempt < 10; ++attempt) {
    // A pipe or a device in its place is not waited for.
    FileDescriptor file(
        ::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600));
    struct stat status {};
    if (!file.is_open() || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
    if (::flock(file.get(), LOCK_EX) != 0) return {};
    if ((status.st_mode & 0777) != 0600) ::fchmod(file.get(), 0600);
    if (is_same_file(file, path)) return file;
  }
  return {};
}

/// Leaves the newest entries alone in the file, which is locked.
void shorten(const std::string& path, const std::vector<std::string>& entries) {
  const std::string staged = path + ".new";
  ::unlink(staged.c_str());
  std::string content;
  for (const std::string& entry : entries) content += history_line(entry);
  create_file(staged, content, 0600);
  if (::rename(staged.c_str(), path.c_str()) != 0) ::unlink(staged.c_str());
}

void keep_newest(std::vector<std::string>& entries) {
  if (entries.size() <= History::kMostEntries) return;
  entries.erase(entries.begin(), entries.end() - static_cast<std::ptrdiff_t>(History::kMostEntries));
}

std::optional<std::string> unescaped(std::string_view line) {
  std::string text;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\\') {
      text += line[i];
    } else if (++i < line.size() && (line[i] == '\\' || line[i] == 'n')) {
      text += line[i] == 'n' ? '\n' : '\\';
    } else {
      return std::nullopt;
    }
  }
  return text;
}

}  // namespace

std::vector<std::string> read_history(std::string_view file) {
  std::vector<std::string> entries;
  while (!file.empty()) {
    const std::size_t end = file.find('\n');
    // A session that was killed while it wrote leaves a line without its end.
    if (end == std::string_view::npos) break;
    const std::optional<std::string> text = unescaped(file.substr(0, end));
    if (text && !text->empty() && text->size() <= History::kLargestEntry) entries.push_back(*text);
    file.remove_prefix(end + 1);
  }
  return entries;
}

std::string history_line(std::string_view text) {
  std::string line;
  for (const char byte : text) {
    if (byte == '\\') {
      line += "\\\\";
    } else if (byte == '\n') {
      line += "\\n";
    } else {
      line += byte;
    }
  }
  return line + "\n";
}

std::string history_path(const char* state_home, const char* home, std::string_view name) {
  std::string folder;
  if (state_home != nullptr && state_home[0] == '/') {
    folder = state_home;
  } else if (home != nullptr && home[0] == '/') {
    folder = std::string(home) + "/.local/state";
  } else {
    return "";
  }
  return folder + "/slipway/history-" + std::string(name);
}

History::History(std::string path) : path_(std::move(path)) {
  if (path_.empty()) return;
  make_folders(path_);
  const FileDescriptor file = open_locked(path_);
  if (!file.is_open()) {
    path_.clear();
    return;
  }
  try {
    entries_ = read_history(read_all(file, path_, kLargestFile));
    const std::size_t count = entries_.size();
    keep_newest(entries_);
    if (count > entries_.size()) shorten(path_, entries_);
  } catch (const Error&) {
    // The session goes on with the entries that there are.
  }
}

void History::add(std::string_view text) {
  if (text.empty() || (!entries_.empty() && entries_.back() == text)) return;
  entries_.emplace_back(text);
  keep_newest(entries_);
  if (!path_.empty() && text.size() <= kLargestEntry) append_to_file(text);
}

void History::append_to_file(std::string_view text) const {
  const FileDescriptor file = open_locked(path_);
  if (!file.is_open()) return;
  std::string line = history_line(text);
  // Behind a line that was cut.
  char last = '\n';
  const off_t size = ::lseek(file.get(), 0, SEEK_END);
  if (size > 0 && ::pread(file.get(), &last, 1, size - 1) == 1 && last != '\n')
    line.insert(line.begin(), '\n');
  // A full disk takes the line away from later sessions and nothing else.
  [[maybe_unused]] const ssize_t written = ::write(file.get(), line.data(), line.size());
}

}  // namespace slipway::editor
