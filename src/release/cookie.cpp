#include "release/cookie.hpp"

#include <sys/random.h>

#include <cerrno>
#include <cstdint>

#include "base/error.hpp"
#include "base/files.hpp"

namespace slipway::release {
namespace {

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  std::size_t used = 0;
  while (used < count) {
    const ssize_t got = ::getrandom(bytes.data() + used, count - used, 0);
    if (got < 0 && errno != EINTR) throw SystemError(errno, "get random bytes for the cookie");
    if (got > 0) used += static_cast<std::size_t>(got);
  }
  return bytes;
}

}  // namespace

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
