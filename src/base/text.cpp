#include "base/text.hpp"

namespace slipway {

std::string visible(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string result;
  const auto add_escaped = [&](unsigned byte) {
    result += "\\x";
    result += kDigits[byte / 16];
    result += kDigits[byte % 16];
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const unsigned next = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0;
    if (byte == 0xc2 && next >= 0x80 && next < 0xa0) {
      // U+0080 to U+009F: U+009B begins a sequence as ESC [ does.
      add_escaped(next);
      ++at;
    } else if (byte == '\r' && next == '\n') {
      // The VM ends its last lines so; a terminal shows the same without it.
    } else if ((byte < ' ' && byte != '\n' && byte != '\t') || byte == 0x7f) {
      add_escaped(byte);
    } else {
      result += text[at];
    }
  }
  return result;
}

}  // namespace slipway
