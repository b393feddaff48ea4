#include "launcher/random.hpp"

#include <sys/random.h>

#include <cerrno>

#include "base/error.hpp"

namespace slipway::launcher {

std::string random_hex(std::size_t digits) {
  std::string bytes((digits + 1) / 2, '\0');
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t count = ::getrandom(bytes.data() + filled, bytes.size() - filled, 0);
    if (count < 0 && errno != EINTR) throw SystemError(errno, "get random bytes");
    if (count > 0) filled += static_cast<std::size_t>(count);
  }
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
