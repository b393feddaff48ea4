#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace slipway {

/// Appends big-endian binary data to a string that it owns.
class ByteWriter {
 public:
  void u8(std::uint8_t value) { bytes_.push_back(static_cast<char>(value)); }
  void u16(std::uint16_t value) { big_endian(value, 2); }
  void u32(std::uint32_t value) { big_endian(value, 4); }
  void u64(std::uint64_t value) { big_endian(value, 8); }
  void bytes(std::string_view bytes) { bytes_.append(bytes); }
  /// length:32 bytes
  void text(std::string_view text) {
    u32(static_cast<std::uint32_t>(text.size()));
    bytes(text);
  }

  std::size_t size() const { return bytes_.size(); }
  std::string finish() && { return std::move(bytes_); }

 private:
  void big_endian(std::uint64_t value, int width) {
    char digits[8];
    for (int i = width - 1; i >= 0; --i, value >>= 8U) digits[i] = static_cast<char>(value);
    bytes_.append(digits, static_cast<std::size_t>(width));
  }

  std::string bytes_;
};

}  // namespace slipway
