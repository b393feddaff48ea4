#pragma once

#include <nettle/md5.h>
#include <nettle/sha2.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace slipway::assets {

/// The three numbers that a digested file is known by, of content that comes in pieces.
class AssetHasher {
 public:
  AssetHasher();

  void update(std::string_view content);

  struct Hashes {
    /// Hexadecimal.
    std::string md5;
    /// Base64 with padding (RFC 4648, section 4).
    std::string sha512;
    /// As in a gzip trailer (RFC 1952, section 8).
    std::uint32_t crc32 = 0;
    std::uint64_t size = 0;
  };
  Hashes finish();

 private:
  md5_ctx md5_{};
  sha512_ctx sha512_{};
  std::uint32_t crc32_ = 0;
  std::uint64_t size_ = 0;
};

AssetHasher::Hashes hashes_of(std::string_view content);

}  // namespace slipway::assets
