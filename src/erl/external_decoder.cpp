#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "base/byte_reader.hpp"
#include "erl/big_integer.hpp"
#include "erl/external.hpp"
#include "erl/external_tags.hpp"
#include "erl/utf8.hpp"

namespace slipway::erl {
namespace {

class Decoder {
 public:
  Decoder(std::string_view bytes, std::string_view source) : reader_(bytes, source) {}

  Term whole() {
    if (const auto version = reader_.u8("the version"); version != kExternalVersion) {
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
  Term finite(double value);
  Term text_float();
  Term atom_of(std::string_view name, bool utf8);
  Atom expect_atom(int depth, std::string_view what);
  std::vector<Term> terms(std::uint32_t count, int depth);
  Term list_of(std::uint32_t count, int depth);
  Term map_of(std::uint32_t count, int depth);

  /// Reports a problem of the term that is being read, at its tag.
  [[noreturn]] void fail(const std::string& problem) const { reader_.fail_at(term_begin_, problem); }

  ByteReader reader_;
  std::size_t term_begin_ = 0;
};

Term Decoder::atom_of(std::string_view name, bool utf8) {
  constexpr std::size_t kLongestAtom = 255;
  std::size_t characters = utf8 ? ascii_length(name) : name.size();
  for (std::string_view rest = name.substr(characters); !rest.empty(); ++characters) {
    if (!take_utf8(rest)) fail("expected an atom in UTF-8");
  }
  if (characters > kLongestAtom)
    fail("an atom has at most 255 characters, this one " + std::to_string(characters));
  return Atom{utf8 ? std::string(name) : latin1_to_utf8(name)};
}

Term Decoder::big(std::uint32_t size) {
  const auto sign = reader_.u8("the sign of an integer");
  if (sign > 1) fail("the sign of an integer is 0 or 1, found " + std::to_string(sign));
  if (size > kLargestInteger) {
    fail("an integer of " + std::to_string(size) + " bytes is larger than the " +
         std::to_string(kLargestInteger) + " that are allowed");
  }
  return integer_of(sign == 1, reader_.take(size, "an integer's digits"));
}

Term Decoder::finite(double value) {
  if (!std::isfinite(value)) fail("a float is finite: NaN and infinity are no Erlang terms");
  return value;
}

Term Decoder::text_float() {
  std::string_view text = reader_.take(31, "a float");
  text = text.substr(0, std::min(text.find('\0'), text.size()));
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  // Not "0x", "inf" or "nan", which strtod takes, too.
  const bool is_plain = text.find_first_not_of("0123456789.eE+-") == std::string_view::npos;
  if (text.empty() || !is_plain) fail("expected a float in text");
  const std::string digits(text);
  char* end = nullptr;
  const double value = std::strtod(digits.c_str(), &end);
  if (end != digits.c_str() + digits.size() || !std::isfinite(value)) fail("expected a float in text");
  return value;
}

std::vector<Term> Decoder::terms(std::uint32_t count, int depth) {
  // Every term takes at least one byte, so a count beyond what is left is a lie and nothing is allocated for
  // it.
  if (count > reader_.remaining()) {
    fail(std::to_string(count) + " elements cannot stand in the " + std::to_string(reader_.remaining()) +
         " bytes that are left");
  }
  std::vector<Term> elements;
  constexpr std::uint32_t kReserved = 64;  // a lie within what is left must not cost much on each level
  elements.reserve(std::min(count, kReserved));
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
  const std::size_t begin = term_begin_;
  if (count > reader_.remaining() / 2) fail("a map of " + std::to_string(count) + " pairs is cut short");
  std::vector<std::pair<Term, Term>> entries;
  for (std::uint32_t i = 0; i < count; ++i) {
    Term key = term(depth + 1);
    Term value = term(depth + 1);
    entries.emplace_back(std::move(key), std::move(value));
  }
  Term result = map(std::move(entries));
  if (result.as<Map>()->entries.size() != count) reader_.fail_at(begin, "a map has the same key twice");
  return result;
}

Atom Decoder::expect_atom(int depth, std::string_view what) {
  Term result = term(depth + 1);
  if (auto* name = result.as<Atom>()) return std::move(*name);
  fail("expected an atom as " + std::string(what));
}

Term Decoder::opaque(std::uint8_t tag, std::size_t begin, int depth) {
  Opaque::Kind kind = Opaque::Kind::kPid;
  if (tag == kNewFunction) {
    kind = Opaque::Kind::kFunction;
    const auto size = reader_.u32("the size of a function");
    if (size < 4) fail("a function's size counts its own 4 bytes");
    reader_.take(size - 4, "a function");
  } else if (tag == kNewReference || tag == kNewerReference) {
    kind = Opaque::Kind::kReference;
    const auto words = reader_.u16("the length of a reference");
    if (words < 1 || words > 5) fail("a reference has 1 to 5 words, this one " + std::to_string(words));
    expect_atom(depth, "the node of a reference");
    reader_.take((tag == kNewReference ? 1u : 4u) + 4u * words, "a reference");
  } else if (tag == kReference) {
    kind = Opaque::Kind::kReference;
    expect_atom(depth, "the node of a reference");
    reader_.take(5, "a reference");
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
      if (reader_.u8("a function's arity") != kSmallInteger)
        reader_.fail_at(reader_.offset() - 1, "expected an arity of 0 to 255");
      return ExternalFunction{std::move(module), std::move(function), reader_.u8("a function's arity")};
    }
    default:
      return opaque(tag, reader_.offset() - 1, depth);
  }
}

Term Decoder::term(int depth) {
  if (depth > kDeepestTerm)
    reader_.fail("terms nest deeper than the " + std::to_string(kDeepestTerm) + " allowed levels");
  term_begin_ = reader_.offset();
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
      return finite(reader_.f64("a float"));
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
      if (size == 0 || bits < 1 || bits > 8) fail("a bit string ends with 1 to 8 bits");
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
    case kReference:
    case kNewReference:
    case kNewerReference:
    case kNewFunction:
      return compound(tag, depth);
    case kCompressed:
      fail("expected a term, found a compressed one (tag 80), which is not supported here");
    case kLocal:
      fail(
          "expected a term, found one that only the emulator which wrote it can read (tag 121, of the option "
          "local)");
    default:
      fail("expected a term, found the unknown tag " + std::to_string(tag));
  }
}

}  // namespace

Term decode_external(std::string_view bytes, std::string_view source) {
  return Decoder(bytes, source).whole();
}

}  // namespace slipway::erl
