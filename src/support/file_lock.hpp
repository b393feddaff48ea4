#pragma once

#include <filesystem>
#include <optional>

#include "base/file_descriptor.hpp"

namespace slipway {

/// Keeps several processes from doing the same at once: a file that one of them has locked (flock(2)). The
/// kernel lets go of it where a process ends, however it ends. The file goes with the value.
class FileLock {
 public:
  /// Waits until nobody else has it; makes the folder of the file. Throws SystemError, and Interrupted where
  /// a signal comes while it waits.
  static FileLock wait_for(const std::filesystem::path& path);
  /// Nothing where another one has it.
  static std::optional<FileLock> try_once(const std::filesystem::path& path);

  FileLock(FileLock&&) noexcept = default;
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

  /// Whether another one had it, and may have done what is to be done.
  bool was_waited_for() const { return was_waited_for_; }

 private:
  FileLock(std::filesystem::path path, FileDescriptor file, bool was_waited_for)
      : path_(std::move(path)), file_(std::move(file)), was_waited_for_(was_waited_for) {}

  std::filesystem::path path_;
  FileDescriptor file_;
  bool was_waited_for_;
};

}  // namespace slipway
