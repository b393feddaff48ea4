#include "base/byte_reader.hpp"

#include <bit>

#include "base/error.hpp"

namespace slipway {
namespace {

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<std::uint8_t>(byte);
  return value;
}

}  // namespace

std::string_view ByteReader::take(std::size_t count, std::string_view what) {
  if (count > remaining()) {
    fail("expected " + std::to_string(count) + (count == 1 ? " byte of " : " bytes of ") + std::string(what) +
         ", found " + std::to_string(remaining()));
  }
  const std::string_view taken = bytes_.substr(offset_, count);
  offset_ += count;
  return taken;
}

std::uint8_t ByteReader::u8(std::string_view what) {
  return static_cast<std::uint8_t>(big_endian(take(1, what)));
}

std::uint16_t ByteReader::u16(std::string_view what) {
  return static_cast<std::uint16_t>(big_endian(take(2, what)));
}

std::uint32_t ByteReader::u32(std::string_view what) {
  return static_cast<std::uint32_t>(big_endian(take(4, what)));
}

std::uint64_t ByteReader::u64(std::string_view what) { return big_endian(take(8, what)); }

std::int32_t ByteReader::i32(std::string_view what) { return static_cast<std::int32_t>(u32(what)); }

double ByteReader::f64(std::string_view what) { return std::bit_cast<double>(big_endian(take(8, what))); }

void ByteReader::fail(const std::string& problem) const { fail_at(offset_, problem); }

void ByteReader::fail_at(std::size_t offset, const std::string& problem) const {
  throw Error(std::string(source_) + ": at byte " + std::to_string(offset) + ": " + problem);
}

}  // namespace slipway
