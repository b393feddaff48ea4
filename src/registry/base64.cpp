#include "registry/base64.hpp"

#include <nettle/base64.h>

namespace slipway::registry {

std::string base64_encoded(std::string_view bytes) {
  std::string text(BASE64_ENCODE_RAW_LENGTH(bytes.size()), '\0');
  // nettle's bytes are unsigned.
  base64_encode_raw(text.data(), bytes.size(), reinterpret_cast<const uint8_t*>(bytes.data()));
  return text;
}

std::optional<std::string> base64_decoded(std::string_view text) {
  base64_decode_ctx state{};
  base64_decode_init(&state);
  std::string bytes(BASE64_DECODE_LENGTH(text.size()), '\0');
  std::size_t size = bytes.size();
  if (base64_decode_update(&state, &size, reinterpret_cast<uint8_t*>(bytes.data()), text.size(),
                           text.data()) != 1 ||
      base64_decode_final(&state) != 1) {
    return std::nullopt;
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace slipway::registry
