#pragma once

#include <utility>

namespace slipway {

/// Owns a file descriptor; -1 means none. The destructor closes without a word: where a lost write matters,
/// call `close()`.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
  FileDescriptor(FileDescriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor();

  int get() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }
  int release() { return std::exchange(descriptor_, -1); }

  /// Closes and throws SystemError where the kernel reports a failure (a delayed write error, for example).
  void close();

 private:
  int descriptor_ = -1;
};

}  // namespace slipway
