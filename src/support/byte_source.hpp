#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace slipway {

/// Gives the next piece of a stream, which is valid until the next call; an empty one is its end.
using ByteSource = std::function<std::string_view()>;

/// `size` bytes of a file from `offset` on. Throws Error where the file is shorter, or no regular file;
/// Interrupted between two pieces (note_interruptions).
ByteSource file_source(const std::filesystem::path& path, std::uint64_t offset, std::uint64_t size);

/// What the stream holds: inflated where it begins as gzip does (RFC 1952, several members too), as zstd
/// (RFC 8878, several frames too) or as xz (The .xz File Format 1.1, several streams too), else as it is. Throws Error that names `name` where it is broken, cut
/// short, followed by something else, or gives more than `limit` bytes. At most 128 MiB are kept in memory
/// (the largest window of zstd), mostly below 10.
ByteSource decompressed(ByteSource compressed, std::string name, std::uint64_t limit);

}  // namespace slipway
