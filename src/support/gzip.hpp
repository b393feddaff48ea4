#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace slipway {

/// One gzip member (RFC 1952) at zlib's default level, without name or time: the bytes of zlib:gzip/1.
std::string gzip(std::string_view content);

/// Compresses a stream into one gzip member on all processors. Blocks of 1 MiB are deflated on their own,
/// each with the 32 KiB in front of it as its dictionary, so the bytes depend on the content alone.
class GzipWriter {
 public:
  using Sink = std::function<void(std::string_view)>;

  /// `sink` is given the compressed bytes in order, from the thread that writes.
  explicit GzipWriter(Sink sink);

  void write(std::string_view content);
  /// Ends the member. Without it the file is cut short.
  void finish();

 private:
  void compress_pending(bool last);

  Sink sink_;
  /// The last 32 KiB that were compressed, then what is to be.
  std::string pending_;
  std::size_t dictionary_ = 0;
  std::uint32_t checksum_ = 0;
  std::uint64_t size_ = 0;
};

}  // namespace slipway
