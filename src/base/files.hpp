#pragma once

#include <sys/types.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/file_descriptor.hpp"

namespace slipway {

/// No file that Slipway reads whole is larger; a .beam of 256 MiB does not exist.
inline constexpr std::size_t kLargestFile = std::size_t{256} << 20;

/// open(2) with O_CLOEXEC, repeated on EINTR. Throws SystemError that names the path.
FileDescriptor open_file(const std::string& path, int flags, mode_t mode = 0);

/// The whole of a regular file. Throws SystemError where it can't be read, Error where it is larger than
/// `limit` or a named pipe, which is not waited for.
std::string read_file(const std::string& path, std::size_t limit = kLargestFile);

/// As read_file; nothing where the file (or a folder on its way) does not exist.
std::optional<std::string> read_file_if_exists(const std::string& path, std::size_t limit = kLargestFile);

/// Everything that can be read from `descriptor` up to its end.
std::string read_all(const FileDescriptor& descriptor, std::string_view what,
                     std::size_t limit = kLargestFile);

/// Writes all bytes or throws SystemError.
void write_all(const FileDescriptor& descriptor, std::string_view bytes, std::string_view what);

/// Creates the file, which must not exist, with exactly this mode (umask does not apply). Every write and the
/// close are checked.
void create_file(const std::string& path, std::string_view content, mode_t mode);

}  // namespace slipway
