#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace slipway {

/// One gzip member without name or time, for readers that take no series of members: browsers. All in memory.
std::string gzip_member(std::string_view content, int level);

/// CRC-32 of a gzip trailer (RFC 1952, section 8), of content that comes in pieces.
std::uint32_t crc32(std::string_view content, std::uint32_t so_far = 0);

/// Compresses a stream into gzip members (RFC 1952, section 2.2: a file is a series of members) of 1 MiB of
/// content each, on all processors, by libdeflate: half the time of zlib at the same level, and 1 % smaller.
/// A member whose content does not get smaller is stored as it is. The bytes depend on the content and on
/// libdeflate's version alone. Docker, podman, containers/image and umoci read such files.
class GzipMembersWriter {
 public:
  using Sink = std::function<void(std::string_view)>;

  static constexpr int kLevel = 6;

  /// `sink` is given the compressed bytes in order, from the thread that writes.
  explicit GzipMembersWriter(Sink sink);

  void write(std::string_view content);
  /// Compresses what is left; nothing at all becomes one empty member.
  void finish();

  /// What makes the same content the same bytes: "libdeflate-1.14-6s", where "s" is for members that are
  /// stored.
  static std::string_view identity();

 private:
  void compress_pending();

  Sink sink_;
  std::string pending_;
  std::size_t batch_;
  bool is_empty_ = true;
};

}  // namespace slipway
