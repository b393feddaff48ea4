#include "erl/external.hpp"

#include <algorithm>
#include <bit>
#include <charconv>

#include "base/byte_reader.hpp"
#include "base/byte_writer.hpp"
#include "base/error.hpp"
#include "erl/utf8.hpp"

namespace slipway::erl {
namespace {

constexpr std::uint8_t kVersion = 131;

enum Tag : std::uint8_t {
  kNewFloat = 70,
  kBitBinary = 77,
  kNewPid = 88,
  kNewPort = 89,
  kNewerReference = 90,
  kSmallInteger = 97,
  kInteger = 98,
  kFloat = 99,
  kAtom = 100,
  kPort = 102,
  kPid = 103,
  kSmallTuple = 104,
  kLargeTuple = 105,
  kNil = 106,
  kString = 107,
  kListTag = 108,
  kBinaryTag = 109,
  kSmallBig = 110,
  kLargeBig = 111,
  kNewFunction = 112,
  kExport = 113,
  kNewReference = 114,
  kSmallAtom = 115,
  kMapTag = 116,
  kAtomUtf8 = 118,
  kSmallAtomUtf8 = 119,
  kV4Port = 120,
};

class Decoder {
 public:
  Decoder(std::string_view bytes, std::string_view source) : reader_(bytes, source) {}

  Term whole() {
    if (const auto version = reader_.u8("the version"); version != kVersion) {
      reader_.fail_at(0, "expected the external term format (131), found " + std::to_string(version));
    }
    Term result = term(0);
    if (!reader_.at_end())
      reader_.fail("expected the end, found " + std::to_string(reader_.remaining()) + " more bytes");
    return result;
  }

 private:
  Term term(int depth);
  Term compound(std::uint8_t tag, int depth);
  Term opaque(std::uint8_t tag, std::size_t begin, int depth);
  Term big(std::uint32_t size);
  Term text_float();
  Term atom_of(std::string_view name, bool utf8);
  Atom expect_atom(int depth, std::string_view what);
  std::vector<Term> terms(std::uint32_t count, int depth);
  Term list_of(std::uint32_t count, int depth);
  Term map_of(std::uint32_t count, int depth);

  ByteReader reader_;
};

Term Decoder::atom_of(std::string_view name, bool utf8) {
  if (!utf8) return Atom{latin1_to_utf8(name)};
  std::string_view rest = name;
  std::size_t characters = 0;
  while (!rest.empty()) {
    if (!take_utf8(rest)) reader_.fail("expected an atom in UTF-8");
    ++characters;
  }
  if (characters > 255)
    reader_.fail("an atom has at most 255 characters, this one " + std::to_string(characters));
  return Atom{std::string(name)};
}

Term Decoder::big(std::uint32_t size) {
  const bool negative = reader_.u8("the sign of an integer") != 0;
  std::string_view digits = reader_.take(size, "an integer's digits");
  while (!digits.empty() && digits.back() == '\0') digits.remove_suffix(1);
  if (digits.size() <= 8) {
    std::uint64_t magnitude = 0;
    for (std::size_t i = digits.size(); i-- > 0;)
      magnitude = magnitude << 8 | static_cast<std::uint8_t>(digits[i]);
    constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;
    if (magnitude < kSignBit) {
      const auto value = static_cast<std::int64_t>(magnitude);
      return integer(negative ? -value : value);
    }
    if (negative && magnitude == kSignBit) return integer(INT64_MIN);
  }
  return BigInteger{negative, std::string(digits)};
}

Term Decoder::text_float() {
  std::string_view text = reader_.take(31, "a float");
  text = text.substr(0, std::min(text.find('\0'), text.size()));
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) reader_.fail("expected a float in text");
  return value;
}

std::vector<Term> Decoder::terms(std::uint32_t count, int depth) {
  // Every term takes at least one byte, so a count beyond what is left is a lie and nothing is allocated for
  // it.
  if (count > reader_.remaining()) {
    reader_.fail(std::to_string(count) + " elements cannot stand in the " +
                 std::to_string(reader_.remaining()) + " bytes that are left");
  }
  std::vector<Term> elements;
  elements.reserve(std::min<std::uint32_t>(count, 4096));
  for (std::uint32_t i = 0; i < count; ++i) elements.push_back(term(depth + 1));
  return elements;
}

Term Decoder::list_of(std::uint32_t count, int depth) {
  List result{terms(count, depth), {}};
  Term tail = term(depth + 1);
  if (auto* rest = tail.as<List>()) {
    std::move(rest->elements.begin(), rest->elements.end(), std::back_inserter(result.elements));
    result.tail = std::move(rest->tail);
  } else if (result.elements.empty()) {
    return tail;
  } else {
    result.tail.push_back(std::move(tail));
  }
  return result;
}

Term Decoder::map_of(std::uint32_t count, int depth) {
  if (count > reader_.remaining() / 2)
    reader_.fail("a map of " + std::to_string(count) + " pairs is cut short");
  Map result;
  for (std::uint32_t i = 0; i < count; ++i) {
    Term key = term(depth + 1);
    Term value = term(depth + 1);
    result.entries.emplace_back(std::move(key), std::move(value));
  }
  std::vector<const Term*> keys;
  for (const auto& entry : result.entries) keys.push_back(&entry.first);
  const auto less = [](const Term* left, const Term* right) { return compare(*left, *right) < 0; };
  std::sort(keys.begin(), keys.end(), less);
  const auto same = [](const Term* left, const Term* right) { return *left == *right; };
  if (std::adjacent_find(keys.begin(), keys.end(), same) != keys.end())
    reader_.fail("a map has the same key twice");
  return result;
}

Atom Decoder::expect_atom(int depth, std::string_view what) {
  Term result = term(depth + 1);
  if (auto* name = result.as<Atom>()) return std::move(*name);
  reader_.fail("expected an atom as " + std::string(what));
}

Term Decoder::opaque(std::uint8_t tag, std::size_t begin, int depth) {
  Opaque::Kind kind = Opaque::Kind::kPid;
  if (tag == kNewFunction) {
    kind = Opaque::Kind::kFunction;
    const auto size = reader_.u32("the size of a function");
    if (size < 4) reader_.fail("a function's size counts its own 4 bytes");
    reader_.take(size - 4, "a function");
  } else if (tag == kNewReference || tag == kNewerReference) {
    kind = Opaque::Kind::kReference;
    const auto words = reader_.u16("the length of a reference");
    if (words > 5) reader_.fail("a reference has at most 5 words, this one " + std::to_string(words));
    expect_atom(depth, "the node of a reference");
    reader_.take((tag == kNewReference ? 1u : 4u) + 4u * words, "a reference");
  } else if (tag == kPid || tag == kNewPid) {
    expect_atom(depth, "the node of a pid");
    reader_.take(tag == kPid ? 9 : 12, "a pid");
  } else {
    kind = Opaque::Kind::kPort;
    expect_atom(depth, "the node of a port");
    reader_.take(tag == kPort ? 5 : tag == kNewPort ? 8 : 12, "a port");
  }
  return Opaque{kind, std::string(reader_.since(begin))};
}

Term Decoder::compound(std::uint8_t tag, int depth) {
  switch (tag) {
    case kSmallTuple:
      return Tuple{terms(reader_.u8("the size of a tuple"), depth)};
    case kLargeTuple:
      return Tuple{terms(reader_.u32("the size of a tuple"), depth)};
    case kListTag:
      return list_of(reader_.u32("the length of a list"), depth);
    case kMapTag:
      return map_of(reader_.u32("the size of a map"), depth);
    case kExport: {
      Atom module = expect_atom(depth, "a function's module");
      Atom function = expect_atom(depth, "a function's name");
      if (reader_.u8("a function's arity") != kSmallInteger) reader_.fail("expected an arity of 0 to 255");
      return ExternalFunction{std::move(module), std::move(function), reader_.u8("a function's arity")};
    }
    default:
      return opaque(tag, reader_.offset() - 1, depth);
  }
}

Term Decoder::term(int depth) {
  if (depth > kDeepestTerm)
    reader_.fail("terms nest deeper than the " + std::to_string(kDeepestTerm) + " allowed levels");
  const std::size_t begin = reader_.offset();
  const std::uint8_t tag = reader_.u8("a term");
  switch (tag) {
    case kSmallInteger:
      return integer(reader_.u8("an integer"));
    case kInteger:
      return integer(reader_.i32("an integer"));
    case kSmallBig:
      return big(reader_.u8("the size of an integer"));
    case kLargeBig:
      return big(reader_.u32("the size of an integer"));
    case kNewFloat:
      return reader_.f64("a float");
    case kFloat:
      return text_float();
    case kAtom:
      return atom_of(reader_.take(reader_.u16("an atom's length"), "an atom"), false);
    case kSmallAtom:
      return atom_of(reader_.take(reader_.u8("an atom's length"), "an atom"), false);
    case kAtomUtf8:
      return atom_of(reader_.take(reader_.u16("an atom's length"), "an atom"), true);
    case kSmallAtomUtf8:
      return atom_of(reader_.take(reader_.u8("an atom's length"), "an atom"), true);
    case kNil:
      return List{};
    case kString: {
      List bytes;
      for (const char byte : reader_.take(reader_.u16("the length of a string"), "a string")) {
        bytes.elements.push_back(integer(static_cast<std::uint8_t>(byte)));
      }
      return bytes;
    }
    case kBinaryTag:
      return binary(reader_.take(reader_.u32("the size of a binary"), "a binary"));
    case kBitBinary: {
      const auto size = reader_.u32("the size of a bit string");
      const auto bits = reader_.u8("the bits of a bit string");
      if (size == 0 || bits < 1 || bits > 8) reader_.fail("a bit string ends with 1 to 8 bits");
      std::string bytes(reader_.take(size, "a bit string"));
      if (bits == 8) return Binary{std::move(bytes)};
      bytes.back() = static_cast<char>(static_cast<std::uint8_t>(bytes.back()) & (0xFF00u >> bits & 0xFFu));
      return BitString{std::move(bytes), bits};
    }
    case kSmallTuple:
    case kLargeTuple:
    case kListTag:
    case kMapTag:
    case kExport:
    case kNewPid:
    case kPid:
    case kNewPort:
    case kV4Port:
    case kPort:
    case kNewReference:
    case kNewerReference:
    case kNewFunction:
      return compound(tag, depth);
    default:
      reader_.fail_at(begin, "expected a term, found the unknown tag " + std::to_string(tag));
  }
}

class Encoder {
 public:
  explicit Encoder(AtomEncoding atoms) : atoms_(atoms) { out_.u8(kVersion); }

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
    std::vector<const std::pair<Term, Term>*> entries;
    for (const auto& entry : value.entries) entries.push_back(&entry);
    std::sort(entries.begin(), entries.end(),
              [](const auto* left, const auto* right) { return compare(left->first, right->first) < 0; });
    for (const auto* entry : entries) {
      term(entry->first);
      term(entry->second);
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

Term decode_external(std::string_view bytes, std::string_view source) {
  return Decoder(bytes, source).whole();
}

}  // namespace slipway::erl
