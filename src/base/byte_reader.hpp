#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace slipway {

/// Reads big-endian binary data. `take` holds the only bounds check; everything else goes through it.
/// Errors name the source, the offset and what was expected there.
class ByteReader {
 public:
  /// `source` names the data in errors (a path, mostly). Both views must outlive the reader.
  ByteReader(std::string_view bytes, std::string_view source) : bytes_(bytes), source_(source) {}

  std::size_t offset() const { return offset_; }
  std::size_t remaining() const { return bytes_.size() - offset_; }
  bool at_end() const { return remaining() == 0; }

  std::string_view take(std::size_t count, std::string_view what);
  std::uint8_t u8(std::string_view what);
  std::uint16_t u16(std::string_view what);
  std::uint32_t u32(std::string_view what);
  std::uint64_t u64(std::string_view what);
  std::int32_t i32(std::string_view what);
  double f64(std::string_view what);
  /// length:32 bytes
  std::string_view text(std::string_view what) { return take(u32("a length"), what); }

  /// The bytes between `begin` and the present offset.
  std::string_view since(std::size_t begin) const { return bytes_.substr(begin, offset_ - begin); }

  [[noreturn]] void fail(const std::string& problem) const;
  [[noreturn]] void fail_at(std::size_t offset, const std::string& problem) const;

 private:
  std::string_view bytes_;
  std::string_view source_;
  std::size_t offset_ = 0;
};

}  // namespace slipway
