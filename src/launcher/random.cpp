#include "launcher/random.hpp"

#include "base/digits.hpp"
#include "base/random.hpp"

namespace slipway::launcher {

std::string random_hex(std::size_t digits) {
  std::string text = hexadecimal(random_bytes((digits + 1) / 2));
  text.resize(digits);
  return text;
}

}  // namespace slipway::launcher
