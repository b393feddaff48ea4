#include "erl/term_generator_support.hpp"

#include <bit>
#include <cmath>
#include <limits>

#include "base/byte_writer.hpp"
#include "erl/big_integer.hpp"
#include "erl/external_tags.hpp"
#include "erl/utf8.hpp"

namespace slipway::erl {
namespace {

rc::Gen<std::int64_t> character() {
  const auto in = [](std::int64_t low, std::int64_t high) { return rc::gen::inRange(low, high + 1); };
  return rc::gen::oneOf(in(0, 0x7F), in('a', 'z'), in(0x80, 0xFF), in(0x100, 0xD7FF), in(0xE000, 0xFFFD),
                        in(0x10000, 0x10FFFF));
}

std::string to_utf8(const std::vector<std::int64_t>& characters) {
  std::string text;
  for (const std::int64_t c : characters) append_utf8(text, static_cast<char32_t>(c));
  return text;
}

rc::Gen<Term> any_integer() {
  const auto small = rc::gen::map(rc::gen::arbitrary<std::int64_t>(), integer);
  const auto wide = rc::gen::map(rc::gen::pair(rc::gen::arbitrary<std::uint64_t>(), rc::gen::inRange(0, 64)),
                                 [](const std::pair<std::uint64_t, int>& pair) {
                                   return integer(static_cast<std::int64_t>(pair.first >> pair.second));
                                 });
  const auto big = rc::gen::map(rc::gen::pair(rc::gen::arbitrary<bool>(), rc::gen::arbitrary<std::string>()),
                                [](const std::pair<bool, std::string>& pair) {
                                  return integer_of(pair.first, pair.second + "12345678");
                                });
  return rc::gen::oneOf(small, wide, big);
}

rc::Gen<Term> any_float() {
  return rc::gen::map(rc::gen::arbitrary<std::uint64_t>(), [](std::uint64_t bits) -> Term {
    const auto value = std::bit_cast<double>(bits);
    return std::isfinite(value) ? value : 0.5;
  });
}

rc::Gen<Atom> any_atom() {
  return rc::gen::map(
      rc::gen::container<std::vector<std::int64_t>>(character()), [](const std::vector<std::int64_t>& name) {
        return Atom{to_utf8({name.begin(), name.begin() + std::min<std::ptrdiff_t>(std::ssize(name), 255)})};
      });
}

rc::Gen<Term> any_bits() {
  return rc::gen::map(rc::gen::pair(rc::gen::arbitrary<std::string>(), rc::gen::inRange(1, 9)),
                      [](const std::pair<std::string, int>& pair) -> Term {
                        auto [bytes, bits] = pair;
                        if (bits == 8 || bytes.empty()) return Binary{bytes};
                        const auto last = static_cast<std::uint8_t>(bytes.back());
                        bytes.back() = static_cast<char>(last & (0xFF00u >> bits & 0xFFu));
                        return BitString{bytes, static_cast<std::uint8_t>(bits)};
                      });
}

rc::Gen<Term> any_scalar() {
  const auto function =
      rc::gen::map(rc::gen::tuple(any_atom(), any_atom(), rc::gen::arbitrary<std::uint8_t>()),
                   [](const std::tuple<Atom, Atom, std::uint8_t>& parts) -> Term {
                     return ExternalFunction{std::get<0>(parts), std::get<1>(parts), std::get<2>(parts)};
                   });
  const auto text = rc::gen::map(rc::gen::container<std::vector<std::int64_t>>(character()),
                                 [](const std::vector<std::int64_t>& c) { return charlist(to_utf8(c)); });
  const auto any_name = rc::gen::map(any_atom(), [](const Atom& name) -> Term { return name; });
  return rc::gen::oneOf(any_integer(), any_float(), any_name, any_bits(), function, text);
}

Term any_list(std::vector<Term> elements, Term tail) {
  if (elements.empty() || tail.is<List>()) return list(std::move(elements));
  List result;
  result.elements = std::move(elements);
  result.tail.push_back(std::move(tail));
  return result;
}

rc::Gen<Term> any_extreme_float() {
  return rc::gen::element<Term>(
      0.0, -0.0, std::numeric_limits<double>::denorm_min(), -std::numeric_limits<double>::denorm_min(),
      std::numeric_limits<double>::min(), std::numeric_limits<double>::max(),
      std::numeric_limits<double>::lowest(), 1e22, 1e21, 0.1, 5e-7, 9007199254740993.0);
}

rc::Gen<Term> any_long_integer() {
  return rc::gen::map(rc::gen::pair(rc::gen::arbitrary<bool>(), rc::gen::inRange(250, 262)),
                      [](const std::pair<bool, int>& pair) {
                        return integer_of(pair.first,
                                          std::string(static_cast<std::size_t>(pair.second), '\x9A'));
                      });
}

rc::Gen<Term> any_long_atom() {
  return rc::gen::map(
      rc::gen::pair(character(), rc::gen::inRange(60, 256)),
      [](const std::pair<std::int64_t, int>& pair) -> Term {
        return Atom{to_utf8(std::vector<std::int64_t>(static_cast<std::size_t>(pair.second), pair.first))};
      });
}

Term with_integers(bool is_map, int count) {
  std::vector<Term> elements;
  std::vector<std::pair<Term, Term>> entries;
  for (int i = 0; i < count; ++i) {
    elements.push_back(integer(i));
    entries.emplace_back(integer(i), elements.back());
  }
  return is_map ? map(std::move(entries)) : tuple(std::move(elements));
}

rc::Gen<Term> any_large_compound() {
  const auto maps =
      rc::gen::map(rc::gen::inRange(30, 40), [](int count) { return with_integers(true, count); });
  const auto tuples =
      rc::gen::map(rc::gen::inRange(253, 259), [](int count) { return with_integers(false, count); });
  return rc::gen::oneOf(maps, tuples);
}

/// The grammar is that of external.hpp; the numbers are those that every OTP release takes.
rc::Gen<Term> any_identifier() {
  const auto word = rc::gen::inRange<std::uint32_t>(1, 1U << 13);
  return rc::gen::map(
      rc::gen::tuple(rc::gen::element(Opaque::Kind::kPid, Opaque::Kind::kPort, Opaque::Kind::kReference),
                     rc::gen::element<std::string>("shop@10.0.0.7", "ü@host"), word, word),
      [](const std::tuple<Opaque::Kind, std::string, std::uint32_t, std::uint32_t>& parts) -> Term {
        const auto& [kind, node, number, creation] = parts;
        ByteWriter out;
        const auto put_node = [&out, &node = node] {
          out.u8(kSmallAtomUtf8);
          out.u8(static_cast<std::uint8_t>(node.size()));
          out.bytes(node);
        };
        if (kind == Opaque::Kind::kReference) {
          constexpr std::uint16_t kWords = 3;
          out.u8(kNewerReference);
          out.u16(kWords);
          put_node();
          out.u32(creation);
          for (std::uint32_t i = 0; i < kWords; ++i) out.u32(number + i);
        } else {
          out.u8(kind == Opaque::Kind::kPid ? kNewPid : kV4Port);
          put_node();
          if (kind == Opaque::Kind::kPid) {
            out.u32(number);
            out.u32(number / 2);
          } else {
            // Ports below 2^28 are NEW_PORT_EXT to OTP 25, and V4_PORT_EXT since 26.
            out.u64((std::uint64_t{1} << 32) + number);
          }
          out.u32(creation);
        }
        return Opaque{kind, std::move(out).finish()};
      });
}

}  // namespace

rc::Gen<Term> any_rare_scalar() {
  return rc::gen::oneOf(any_extreme_float(), any_long_integer(), any_long_atom(), any_large_compound(),
                        any_identifier());
}

rc::Gen<Term> any_term(int depth) {
  if (depth == 0) return any_scalar();
  return rc::gen::withSize([depth](int size) -> rc::Gen<Term> {
    const auto inner = rc::gen::resize(size / 2, rc::gen::lazy([depth] { return any_term(depth - 1); }));
    const auto some = rc::gen::scale(0.2, rc::gen::container<std::vector<Term>>(inner));
    const auto pairs = rc::gen::scale(
        0.2, rc::gen::container<std::vector<std::pair<Term, Term>>>(rc::gen::pair(inner, inner)));
    return rc::gen::oneOf(
        any_scalar(), rc::gen::map(some, tuple), rc::gen::map(some, list), rc::gen::map(pairs, map),
        rc::gen::map(rc::gen::pair(some, inner), [](const std::pair<std::vector<Term>, Term>& p) {
          return any_list(p.first, p.second);
        }));
  });
}

}  // namespace slipway::erl
