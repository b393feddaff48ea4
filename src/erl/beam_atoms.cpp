#include "erl/beam_atoms.hpp"

#include <cstdint>

#include "base/byte_reader.hpp"

namespace slipway::erl {
namespace {

/// The low three bits are the tag of a literal (0); then a number of 4 or of 11 bits (beam_asm:encode/2). An
/// atom has up to 255 characters, 1020 bytes.
std::size_t read_compact_length(ByteReader& reader) {
  const std::size_t first = reader.u8("the length of an atom");
  if ((first & 7U) != 0) reader.fail("the length of an atom is no literal");
  if ((first & 8U) == 0) return first >> 4U;
  if ((first & 16U) != 0) reader.fail("the length of an atom has more than 11 bits");
  return ((first >> 5U) << 8U) | reader.u8("the length of an atom");
}

}  // namespace

std::vector<std::string_view> read_atom_table(std::string_view data, std::string_view source) {
  ByteReader reader(data, source);
  const std::int64_t count = reader.i32("the number of atoms");
  const bool is_compact = count < 0;
  const auto wanted = static_cast<std::uint64_t>(is_compact ? -count : count);
  if (wanted > reader.remaining()) reader.fail("more atoms than bytes");
  std::vector<std::string_view> atoms;
  atoms.reserve(wanted);
  while (atoms.size() < wanted) {
    const std::size_t length = is_compact ? read_compact_length(reader) : reader.u8("the length of an atom");
    atoms.push_back(reader.take(length, "an atom"));
  }
  return atoms;
}

bool may_run_on_load(std::string_view code) {
  constexpr char kOnLoad = '\x95';
  constexpr std::uint8_t kLabel = 1;
  const auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(code[at]); };
  // A label's number is a literal of 4, 11, 16 or 24 bits (beam_asm:encode/2).
  constexpr std::size_t kLongest = 5;
  for (std::size_t at = code.find(kOnLoad, kLongest); at != code.npos; at = code.find(kOnLoad, at + 1)) {
    if (byte(at - 2) == kLabel && (byte(at - 1) & 0x0FU) == 0) return true;
    if (byte(at - 3) == kLabel && (byte(at - 2) & 0x1FU) == 0x08) return true;
    if (byte(at - 4) == kLabel && byte(at - 3) == 0x18) return true;
    if (byte(at - 5) == kLabel && byte(at - 4) == 0x38) return true;
  }
  return false;
}

}  // namespace slipway::erl
