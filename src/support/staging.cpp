#include "support/staging.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/random.hpp"
#include "base/text.hpp"
#include "support/tree_entries.hpp"

namespace slipway {
namespace {

namespace fs = std::filesystem;

/// So that the whole name stays below the 255 bytes that one has.
constexpr std::size_t kLongestStem = 200;
constexpr std::size_t kRandomBytes = 8;

constexpr std::string_view kMark = ".slipway-";

std::string prefix_of(const fs::path& target) {
  return concat({".", target.filename().string().substr(0, kLongestStem), kMark});
}

std::string random_name() { return hexadecimal(random_bytes(kRandomBytes)); }

bool is_random_name(std::string_view name) {
  return name.size() == 2 * kRandomBytes && name.find_first_not_of("0123456789abcdef") == name.npos;
}

fs::path folder_of(const fs::path& target) {
  return target.parent_path().empty() ? fs::path(".") : target.parent_path();
}

/// What is locked is being made; where a file system can't lock, nobody knows, and it stays.
void remove_left_over(const fs::path& target) {
  const std::string prefix = prefix_of(target);
  for (const TreeEntry& entry : entries_of(folder_of(target))) {
    if (entry.is_link || !entry.name.starts_with(prefix) ||
        !is_random_name(std::string_view(entry.name).substr(prefix.size()))) {
      continue;
    }
    const fs::path path = folder_of(target) / entry.name;
    try {
      const FileDescriptor lock = open_file(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
      if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) remove_tree(path);
    } catch (const SystemError&) {
      // Another user's, or another run removes it at the same moment: neither is in the way.
    }
  }
}

FileDescriptor make(const fs::path& path, Staging::Form form) {
  if (form == Staging::Form::kFolder) {
    if (::mkdir(path.c_str(), 0755) != 0) throw SystemError(errno, "make the folder " + path.string());
    FileDescriptor folder = open_file(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    if (::fchmod(folder.get(), 0755) != 0) throw SystemError(errno, "set the mode of " + path.string());
    return folder;
  }
  FileDescriptor file = open_file(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0644);
  if (::fchmod(file.get(), 0644) != 0) throw SystemError(errno, "set the mode of " + path.string());
  return file;
}

}  // namespace

bool Staging::is_staging_name(std::string_view name) {
  const std::size_t mark = name.rfind(kMark);
  return name.starts_with('.') && mark != std::string_view::npos &&
         is_random_name(name.substr(mark + kMark.size()));
}

Staging::Staging(const fs::path& target, Form form) {
  remove_left_over(target);
  with_context("nothing can be written beside " + target.string(), [&] {
    // Another run that looks for leftovers may see it in the moment before it is locked, and remove it.
    for (struct stat status{};;) {
      path_ = folder_of(target) / (prefix_of(target) + random_name());
      file_ = make(path_, form);
      ::flock(file_.get(), LOCK_EX);
      if (::lstat(path_.c_str(), &status) == 0) return;
    }
  });
}

Staging::~Staging() {
  if (path_.empty()) return;
  try {
    remove_tree(path_);
  } catch (const Error&) {
    // The next run does it.
  }
}

void Staging::publish_file(const fs::path& target) {
  // The lock lasts until the last descriptor is closed: without this one, another run could remove the file
  // in front of rename(2).
  const FileDescriptor lock(::fcntl(file_.get(), F_DUPFD_CLOEXEC, 0));
  with_context("write " + target.string(), [this] { file_.close(); });
  rename_or_throw(path_, target);
  path_.clear();
}

}  // namespace slipway
