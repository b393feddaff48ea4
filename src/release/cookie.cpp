#include "release/cookie.hpp"

#include <cstdint>

#include "base/files.hpp"
#include "base/random.hpp"

namespace slipway::release {
std::string base32(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  std::uint32_t buffer = 0;
  int bits = 0;
  for (const char byte : bytes) {
    buffer = buffer << 8 | static_cast<std::uint8_t>(byte);
    for (bits += 8; bits >= 5; bits -= 5) text += kAlphabet[buffer >> (bits - 5) & 31];
    buffer &= (1U << bits) - 1;
  }
  if (bits > 0) text += kAlphabet[buffer << (5 - bits) & 31];
  while (text.size() % 8 != 0) text += '=';
  return text;
}

std::string decide_cookie(const std::optional<std::string>& configured,
                          const std::filesystem::path& release) {
  constexpr std::size_t kRandomBytes = 32;
  if (configured) return *configured;
  std::optional<std::string> present = read_file_if_exists(release / "releases" / "COOKIE");
  if (present && !present->empty()) return *std::move(present);
  return base32(random_bytes(kRandomBytes));
}

}  // namespace slipway::release
