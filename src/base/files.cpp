#include "base/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.hpp"

namespace slipway {
namespace {

/// A named pipe would have open(2) wait for a writer, for ever.
constexpr int kReadAtOnce = O_RDONLY | O_NONBLOCK;

int open_retrying(const std::string& path, int flags, mode_t mode) {
  int descriptor = -1;
  do {
    descriptor = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (descriptor < 0 && errno == EINTR);
  return descriptor;
}

std::string read_whole(const FileDescriptor& file, const std::string& path, std::size_t limit) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) throw SystemError(errno, "read " + path);
  if (S_ISDIR(status.st_mode)) throw SystemError(EISDIR, "read " + path);
  if (S_ISFIFO(status.st_mode)) {
    throw Error("read " + path + ": it is a named pipe; a regular file is expected");
  }
  return read_all(file, path, limit);
}

}  // namespace

FileDescriptor open_file(const std::string& path, int flags, mode_t mode) {
  const int descriptor = open_retrying(path, flags, mode);
  if (descriptor < 0) throw SystemError(errno, "open " + path);
  return FileDescriptor(descriptor);
}

std::string read_file(const std::string& path, std::size_t limit) {
  return read_whole(open_file(path, kReadAtOnce), path, limit);
}

std::optional<std::string> read_file_if_exists(const std::string& path, std::size_t limit) {
  const int descriptor = open_retrying(path, kReadAtOnce, 0);
  if (descriptor < 0 && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
  if (descriptor < 0) throw SystemError(errno, "open " + path);
  return read_whole(FileDescriptor(descriptor), path, limit);
}

std::string read_all(const FileDescriptor& descriptor, std::string_view what, std::size_t limit) {
  // The size is a hint only: it is 0 for /proc and pipes, and a file can grow while it is read.
  struct stat status {};
  std::string content;
  std::size_t chunk = 4096;
  if (::fstat(descriptor.get(), &status) == 0 && S_ISREG(status.st_mode) && status.st_size > 0) {
    chunk = std::min(static_cast<std::size_t>(status.st_size) + 1, limit + 1);
  }
  std::size_t used = 0;
  for (;;) {
    if (used > limit) {
      throw Error(std::string(what) + ": larger than the " + std::to_string(limit) +
                  " bytes that are allowed");
    }
    if (content.size() == used) content.resize(used + std::min(chunk, limit + 1 - used));
    const ssize_t count = ::read(descriptor.get(), content.data() + used, content.size() - used);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw SystemError(errno, "read " + std::string(what));
    if (count == 0) break;
    used += static_cast<std::size_t>(count);
    chunk = std::max<std::size_t>(4096, used / 2);
  }
  content.resize(used);
  return content;
}

void write_all(const FileDescriptor& descriptor, std::string_view bytes, std::string_view what) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(descriptor.get(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) throw SystemError(errno, "write " + std::string(what));
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void create_file(const std::string& path, std::string_view content, mode_t mode) {
  FileDescriptor file = open_file(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
  if (::fchmod(file.get(), mode) != 0) throw SystemError(errno, "set the mode of " + path);
  write_all(file, content, path);
  with_context(path, [&] { file.close(); });
}

}  // namespace slipway
