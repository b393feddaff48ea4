#pragma once

#include <compare>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace slipway::erl {

class Term;

/// An atom's name in UTF-8; at most 255 characters (erl_scan, OTP 20 and later).
struct Atom {
  std::string name;
  auto operator<=>(const Atom&) const = default;
};

/// An integer outside of 64 bits. `magnitude` is little-endian without leading zero bytes, as in
/// SMALL_BIG_EXT.
struct BigInteger {
  bool negative = false;
  std::string magnitude;
  bool operator==(const BigInteger&) const = default;
};

struct Binary {
  std::string bytes;
  auto operator<=>(const Binary&) const = default;
};

/// A bit string whose length is not a multiple of 8; the last byte holds `last_bits` (1..7) bits at its high
/// end, the rest is zero.
struct BitString {
  std::string bytes;
  std::uint8_t last_bits = 0;
  bool operator==(const BitString&) const = default;
};

struct Tuple {
  std::vector<Term> elements;
};

/// A list. `tail` holds one element where the list is improper, and is empty otherwise.
struct List {
  std::vector<Term> elements;
  std::vector<Term> tail;
};

/// A map: `map()` makes one. The entries are in the order of their keys, which differ from each other.
struct Map {
  std::vector<std::pair<Term, Term>> entries;
};

/// `fun module:function/arity`.
struct ExternalFunction {
  Atom module;
  Atom function;
  std::uint8_t arity = 0;
  auto operator<=>(const ExternalFunction&) const = default;
};

/// A pid, port, reference or local function: kept as it came, in the external term format with its tag. It
/// can be sent back to the node that it came from, and nothing else.
struct Opaque {
  enum class Kind { kPid, kPort, kReference, kFunction };
  Kind kind;
  std::string external;
  bool operator==(const Opaque&) const = default;
};

template <typename Candidate, typename Variant>
inline constexpr bool kIsAlternative = false;
template <typename Candidate, typename... Alternatives>
inline constexpr bool kIsAlternative<Candidate, std::variant<Alternatives...>> =
    (std::is_same_v<Candidate, Alternatives> || ...);
template <typename Candidate, typename Variant>
concept AlternativeOf = kIsAlternative<std::remove_cvref_t<Candidate>, Variant>;

/// Any Erlang term, as a value.
class Term {
 public:
  using Value = std::variant<std::int64_t, BigInteger, double, Atom, Binary, BitString, Tuple, List, Map,
                             ExternalFunction, Opaque>;

  Term() : value_(List{}) {}
  // A term is its value, so both convert without a word.
  // NOLINTBEGIN(google-explicit-constructor,bugprone-forwarding-reference-overload)
  Term(Value value) : value_(std::move(value)) {}
  template <AlternativeOf<Value> Alternative>
  Term(Alternative&& alternative) : value_(std::forward<Alternative>(alternative)) {}
  // NOLINTEND(google-explicit-constructor,bugprone-forwarding-reference-overload)

  const Value& value() const { return value_; }
  Value& value() { return value_; }

  template <typename Alternative>
  bool is() const {
    return std::holds_alternative<Alternative>(value_);
  }
  /// The alternative, or null where the term is something else.
  template <typename Alternative>
  const Alternative* as() const {
    return std::get_if<Alternative>(&value_);
  }
  template <typename Alternative>
  Alternative* as() {
    return std::get_if<Alternative>(&value_);
  }

  bool is_atom(std::string_view name) const;
  /// The elements where this is a tuple whose first element is the atom `tag`, of `size` elements; null
  /// otherwise.
  const std::vector<Term>* tagged_tuple(std::string_view tag, std::size_t size) const;
  /// The elements where this is a tuple of `size` elements; null otherwise.
  const std::vector<Term>* tuple(std::size_t size) const;
  /// The elements where this is a proper list; null otherwise.
  const std::vector<Term>* proper_list() const;

 private:
  Value value_;
};

/// Exact equality, Erlang's =:= (1 and 1.0 differ, and so do 0.0 and -0.0, as from OTP 27 on).
bool operator==(const Term& left, const Term& right);

/// Erlang's exact term order, which map keys have: integers < floats < atoms < references < functions < ports
/// < pids < tuples < maps < lists < bit strings.
std::weak_ordering compare(const Term& left, const Term& right);

Term atom(std::string_view name);
/// The atom true or false.
Term boolean(bool value);
Term integer(std::int64_t value);
Term binary(std::string_view bytes);
Term tuple(std::vector<Term> elements);
/// {Key, Value}, as property lists have it.
Term pair(std::string_view atom_key, Term value);
Term list(std::vector<Term> elements);
/// As maps:from_list/1: the last of equal keys counts.
Term map(std::vector<std::pair<Term, Term>> entries);
/// A charlist: one integer for each code point of the UTF-8 text. Bytes that are not UTF-8 count as Latin-1.
Term charlist(std::string_view utf8);

/// The text of a charlist (or of an empty list) in UTF-8, or nothing where the term is no list of Unicode
/// code points.
std::optional<std::string> charlist_text(const Term& term);

/// The text of an atom, a binary or a charlist; nothing where the term is none of them.
std::optional<std::string> text_of(const Term& term);

/// The value of `key` in a map or in a property list of pairs; null where it is missing.
const Term* find(const Term& map_or_property_list, std::string_view atom_key);
const Term* find(const std::vector<Term>& property_list, std::string_view atom_key);
const Term* find(Term&& temporary, std::string_view atom_key) = delete;
const Term* find(std::vector<Term>&& temporary, std::string_view atom_key) = delete;

}  // namespace slipway::erl
