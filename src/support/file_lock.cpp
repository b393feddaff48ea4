#include "support/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/interruption.hpp"

namespace slipway {
namespace {

namespace fs = std::filesystem;

/// A signal between the look at it and the wait would else be slept over.
constexpr std::chrono::milliseconds kPause{20};

FileDescriptor open_lock(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path.parent_path(), error);
  if (error) throw SystemError(error.value(), "make the folder " + path.parent_path().string());
  return open_file(path.string(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
}

bool try_lock(const FileDescriptor& file, const fs::path& path) {
  while (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return false;
    if (errno != EINTR) throw SystemError(errno, "lock " + path.string());
  }
  return true;
}

/// Whoever had it has removed the file at its end; the next one makes another.
bool is_removed(const FileDescriptor& file) {
  struct stat status {};
  return ::fstat(file.get(), &status) != 0 || status.st_nlink == 0;
}

}  // namespace

std::optional<FileLock> FileLock::try_once(const fs::path& path) {
  for (;;) {
    FileDescriptor file = open_lock(path);
    if (!try_lock(file, path)) return std::nullopt;
    if (!is_removed(file)) return FileLock(path, std::move(file), false);
  }
}

FileLock FileLock::wait_for(const fs::path& path) {
  bool was_waited_for = false;
  for (;;) {
    FileDescriptor file = open_lock(path);
    while (!try_lock(file, path)) {
      was_waited_for = true;
      throw_if_interrupted();
      std::this_thread::sleep_for(kPause);
    }
    if (!is_removed(file)) return {path, std::move(file), was_waited_for};
    was_waited_for = true;
  }
}

FileLock::~FileLock() {
  if (file_.is_open()) ::unlink(path_.c_str());
}

}  // namespace slipway
