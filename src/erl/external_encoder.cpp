#include <algorithm>
#include <bit>

#include "base/byte_writer.hpp"
#include "erl/external.hpp"
#include "erl/external_tags.hpp"
#include "erl/utf8.hpp"

namespace slipway::erl {
namespace {

class Encoder {
 public:
  explicit Encoder(AtomEncoding atoms) : atoms_(atoms) { out_.u8(kExternalVersion); }

  void term(const Term& term) {
    std::visit([this](const auto& value) { put(value); }, term.value());
  }
  std::string finish() && { return std::move(out_).finish(); }

 private:
  void put(std::int64_t value) {
    if (value >= 0 && value <= 255) {
      out_.u8(kSmallInteger);
      out_.u8(static_cast<std::uint8_t>(value));
    } else if (value >= INT32_MIN && value <= INT32_MAX) {
      out_.u8(kInteger);
      out_.u32(static_cast<std::uint32_t>(value));
    } else {
      const bool negative = value < 0;
      auto magnitude = static_cast<std::uint64_t>(value);
      if (negative) magnitude = ~magnitude + 1;
      std::string digits;
      for (; magnitude != 0; magnitude >>= 8) digits.push_back(static_cast<char>(magnitude & 0xFF));
      put(BigInteger{negative, std::move(digits)});
    }
  }
  void put(const BigInteger& value) {
    if (value.magnitude.size() <= 255) {
      out_.u8(kSmallBig);
      out_.u8(static_cast<std::uint8_t>(value.magnitude.size()));
    } else {
      out_.u8(kLargeBig);
      out_.u32(static_cast<std::uint32_t>(value.magnitude.size()));
    }
    out_.u8(value.negative ? 1 : 0);
    out_.bytes(value.magnitude);
  }
  void put(double value) {
    out_.u8(kNewFloat);
    out_.u64(std::bit_cast<std::uint64_t>(value));
  }
  void put(const Atom& value) {
    if (atoms_ == AtomEncoding::kLatin1WherePossible) {
      if (const auto latin1 = utf8_to_latin1(value.name)) {
        out_.u8(kAtom);
        out_.u16(static_cast<std::uint16_t>(latin1->size()));
        out_.bytes(*latin1);
        return;
      }
    }
    if (value.name.size() <= 255) {
      out_.u8(kSmallAtomUtf8);
      out_.u8(static_cast<std::uint8_t>(value.name.size()));
    } else {
      out_.u8(kAtomUtf8);
      out_.u16(static_cast<std::uint16_t>(value.name.size()));
    }
    out_.bytes(value.name);
  }
  void put(const Binary& value) {
    out_.u8(kBinaryTag);
    out_.u32(static_cast<std::uint32_t>(value.bytes.size()));
    out_.bytes(value.bytes);
  }
  void put(const BitString& value) {
    out_.u8(kBitBinary);
    out_.u32(static_cast<std::uint32_t>(value.bytes.size()));
    out_.u8(value.last_bits);
    out_.bytes(value.bytes);
  }
  void put(const Tuple& value) {
    if (value.elements.size() <= 255) {
      out_.u8(kSmallTuple);
      out_.u8(static_cast<std::uint8_t>(value.elements.size()));
    } else {
      out_.u8(kLargeTuple);
      out_.u32(static_cast<std::uint32_t>(value.elements.size()));
    }
    for (const Term& element : value.elements) term(element);
  }
  void put(const List& value) {
    if (value.elements.empty()) return out_.u8(kNil);
    if (value.tail.empty() && is_byte_list(value)) {
      out_.u8(kString);
      out_.u16(static_cast<std::uint16_t>(value.elements.size()));
      for (const Term& element : value.elements)
        out_.u8(static_cast<std::uint8_t>(*element.as<std::int64_t>()));
      return;
    }
    out_.u8(kListTag);
    out_.u32(static_cast<std::uint32_t>(value.elements.size()));
    for (const Term& element : value.elements) term(element);
    if (value.tail.empty()) {
      out_.u8(kNil);
    } else {
      term(value.tail.front());
    }
  }
  static bool is_byte_list(const List& value) {
    return value.elements.size() <= 0xFFFF &&
           std::all_of(value.elements.begin(), value.elements.end(), [](const Term& element) {
             const auto* byte = element.as<std::int64_t>();
             return byte != nullptr && *byte >= 0 && *byte <= 255;
           });
  }
  void put(const Map& value) {
    out_.u8(kMapTag);
    out_.u32(static_cast<std::uint32_t>(value.entries.size()));
    for (const auto& [key, element] : value.entries) {
      term(key);
      term(element);
    }
  }
  void put(const ExternalFunction& value) {
    out_.u8(kExport);
    put(value.module);
    put(value.function);
    put(std::int64_t{value.arity});
  }
  void put(const Opaque& value) { out_.bytes(value.external); }

  ByteWriter out_;
  AtomEncoding atoms_;
};

}  // namespace

std::string encode_external(const Term& term, AtomEncoding atoms) {
  Encoder encoder(atoms);
  encoder.term(term);
  return std::move(encoder).finish();
}

}  // namespace slipway::erl
