#include "support/file_range.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/interruption.hpp"
#include "base/text.hpp"
#include "support/byte_source.hpp"

namespace slipway {
namespace {

/// copy_file_range(2) is not interrupted by signals, so it is given this much at a time.
constexpr std::size_t kCopiedAtOnce = std::size_t{16} << 20;

/// Whether copy_file_range(2) can't do it between these files, or this kernel has none: to a pipe, a file
/// that is open for appending, across some file systems, in some containers.
bool is_inability(int error) {
  constexpr std::array kErrors = {EXDEV, EINVAL, ENOSYS, EOPNOTSUPP, EBADF, EPERM};
  return std::find(kErrors.begin(), kErrors.end(), error) != kErrors.end();
}

}  // namespace

void read_file_range(const std::filesystem::path& path, std::uint64_t offset, std::uint64_t size,
                     const std::function<void(std::string_view)>& sink) {
  const ByteSource source = file_source(path, offset, size);
  for (std::string_view piece = source(); !piece.empty(); piece = source()) sink(piece);
}

void copy_file_range_to(const std::filesystem::path& path, std::uint64_t offset, std::uint64_t size,
                        const FileDescriptor& output, std::string_view name) {
  const FileDescriptor file = open_file(path, O_RDONLY | O_NONBLOCK);
  while (size > 0) {
    throw_if_interrupted();
    auto from = static_cast<off_t>(offset);
    const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(kCopiedAtOnce, size));
    const ssize_t count = ::copy_file_range(file.get(), &from, output.get(), nullptr, wanted, 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && !is_inability(errno))
      throw SystemError(errno, concat({"copy ", path.string(), " to ", name}));
    // 0 is the end of the file, but also what some file systems of the kernel's own give.
    if (count <= 0) break;
    offset += static_cast<std::uint64_t>(count);
    size -= static_cast<std::uint64_t>(count);
  }
  if (size > 0)
    read_file_range(path, offset, size, [&](std::string_view piece) { write_all(output, piece, name); });
}

}  // namespace slipway
