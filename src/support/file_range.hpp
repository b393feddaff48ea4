#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "base/file_descriptor.hpp"

namespace slipway {

/// Gives `size` bytes from `offset` on to `sink`, in pieces of at most 256 KiB. Throws Error where the file
/// is shorter, or no regular file; Interrupted between two pieces (note_interruptions).
void read_file_range(const std::filesystem::path& path, std::uint64_t offset, std::uint64_t size,
                     const std::function<void(std::string_view)>& sink);

/// Appends the same bytes to `output` (`name` in errors), without taking them through this process where the
/// kernel can do that (copy_file_range(2)).
void copy_file_range_to(const std::filesystem::path& path, std::uint64_t offset, std::uint64_t size,
                        const FileDescriptor& output, std::string_view name);

}  // namespace slipway
