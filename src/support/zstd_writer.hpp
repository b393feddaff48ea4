#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace slipway {

/// Compresses a stream into zstd frames with checksums (RFC 8878; a file is a series of frames) of 2 MiB of
/// content each, on all processors. The bytes depend on the content and on zstd's version alone. (The
/// library's own threads are not in Debian's libzstd.a; frames of this size cost 0.7 % beside a single one.)
class ZstdWriter {
 public:
  using Sink = std::function<void(std::string_view)>;

  /// On ERTS and OTP's libraries: 3 % smaller than gzip at level 6, in a third of zlib's time. Level 9 takes
  /// twice as long for another 1 %.
  static constexpr int kLevel = 6;

  /// `sink` is given the compressed bytes in order, from the thread that writes.
  explicit ZstdWriter(Sink sink);

  void write(std::string_view content);
  /// Compresses what is left; nothing at all becomes one empty frame.
  void finish();

  /// What makes the same content the same bytes: "zstd-1.5.4-6".
  static std::string identity();

 private:
  void compress_pending();

  Sink sink_;
  std::string pending_;
  std::size_t batch_;
  bool is_empty_ = true;
};

}  // namespace slipway
