#include "base/file_descriptor.hpp"

#include <unistd.h>

#include <cerrno>

#include "base/error.hpp"

namespace slipway {

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  if (this != &other) {
    if (descriptor_ >= 0) ::close(descriptor_);
    descriptor_ = std::exchange(other.descriptor_, -1);
  }
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void FileDescriptor::close() {
  const int descriptor = release();
  // Linux releases the descriptor even where close() fails with EINTR, so it is never called twice.
  if (descriptor >= 0 && ::close(descriptor) != 0 && errno != EINTR) throw SystemError(errno, "close");
}

}  // namespace slipway
