#include "assets/hashes.hpp"

#include <nettle/base64.h>

#include <array>

#include "base/digits.hpp"
#include "support/gzip_members.hpp"

namespace slipway::assets {
namespace {

template <std::size_t Size>
std::string_view view(const std::array<std::uint8_t, Size>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

AssetHasher::AssetHasher() {
  md5_init(&md5_);
  sha512_init(&sha512_);
}

void AssetHasher::update(std::string_view content) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(content.data());
  md5_update(&md5_, content.size(), bytes);
  sha512_update(&sha512_, content.size(), bytes);
  crc32_ = crc32(content, crc32_);
  size_ += content.size();
}

AssetHasher::Hashes AssetHasher::finish() {
  std::array<std::uint8_t, MD5_DIGEST_SIZE> md5{};
  md5_digest(&md5_, md5.size(), md5.data());
  std::array<std::uint8_t, SHA512_DIGEST_SIZE> sha512{};
  sha512_digest(&sha512_, sha512.size(), sha512.data());
  std::string base64(BASE64_ENCODE_RAW_LENGTH(SHA512_DIGEST_SIZE), '\0');
  base64_encode_raw(base64.data(), sha512.size(), sha512.data());
  return {.md5 = hexadecimal(view(md5)), .sha512 = base64, .crc32 = crc32_, .size = size_};
}

AssetHasher::Hashes hashes_of(std::string_view content) {
  AssetHasher hasher;
  hasher.update(content);
  return hasher.finish();
}

}  // namespace slipway::assets
