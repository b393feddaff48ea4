#include "launcher/random.hpp"

#include "base/random.hpp"

namespace slipway::launcher {

std::string random_hex(std::size_t digits) {
  const std::string bytes = random_bytes((digits + 1) / 2);
  constexpr const char* kDigits = "0123456789abcdef";
  std::string text;
  for (const char byte : bytes) {
    text += kDigits[static_cast<unsigned char>(byte) >> 4];
    text += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  text.resize(digits);
  return text;
}

}  // namespace slipway::launcher
