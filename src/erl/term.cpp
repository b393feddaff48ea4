#include "erl/term.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "erl/utf8.hpp"

namespace slipway::erl {
namespace {

std::weak_ordering reversed(std::weak_ordering order) { return 0 <=> order; }

std::weak_ordering compare_all(const std::vector<Term>& left, const std::vector<Term>& right) {
  const std::size_t common = std::min(left.size(), right.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (const auto order = compare(left[i], right[i]); order != 0) return order;
  }
  return left.size() <=> right.size();
}

std::weak_ordering compare_magnitude(const BigInteger& left, const BigInteger& right) {
  if (left.magnitude.size() != right.magnitude.size())
    return left.magnitude.size() <=> right.magnitude.size();
  for (std::size_t i = left.magnitude.size(); i-- > 0;) {
    const auto l = static_cast<std::uint8_t>(left.magnitude[i]);
    const auto r = static_cast<std::uint8_t>(right.magnitude[i]);
    if (l != r) return l <=> r;
  }
  return std::weak_ordering::equivalent;
}

std::weak_ordering compare_alternative(const BigInteger& left, const BigInteger& right) {
  if (left.negative != right.negative)
    return left.negative ? std::weak_ordering::less : std::weak_ordering::greater;
  const auto order = compare_magnitude(left, right);
  return left.negative ? reversed(order) : order;
}

std::weak_ordering compare_alternative(double left, double right) {
  if (left < right) return std::weak_ordering::less;
  if (left > right) return std::weak_ordering::greater;
  return std::signbit(right) <=> std::signbit(left);  // exact order tells -0.0 from 0.0 (OTP 27)
}

std::weak_ordering compare_alternative(const BitString& left, const BitString& right) {
  if (const auto order = left.bytes <=> right.bytes; order != 0) return order;
  return left.last_bits <=> right.last_bits;
}

std::weak_ordering compare_alternative(const Tuple& left, const Tuple& right) {
  if (left.elements.size() != right.elements.size()) return left.elements.size() <=> right.elements.size();
  return compare_all(left.elements, right.elements);
}

std::weak_ordering compare_alternative(const List& left, const List& right) {
  const std::size_t common = std::min(left.elements.size(), right.elements.size());
  for (std::size_t i = 0; i < common; ++i) {
    if (const auto order = compare(left.elements[i], right.elements[i]); order != 0) return order;
  }
  const auto rest_of = [common](const List& list) -> Term {
    List rest{{list.elements.begin() + static_cast<std::ptrdiff_t>(common), list.elements.end()}, list.tail};
    if (rest.elements.empty() && !rest.tail.empty()) return rest.tail.front();
    return rest;
  };
  if (left.elements.size() != right.elements.size() || left.tail.size() != right.tail.size()) {
    const bool left_ended = left.elements.size() == common && left.tail.empty();
    const bool right_ended = right.elements.size() == common && right.tail.empty();
    if (left_ended && right_ended) return std::weak_ordering::equivalent;
    const bool both_lists =
        (left.elements.size() > common || left_ended) && (right.elements.size() > common || right_ended);
    if (both_lists) return left_ended ? std::weak_ordering::less : std::weak_ordering::greater;
    return compare(rest_of(left), rest_of(right));
  }
  return left.tail.empty() ? std::weak_ordering::equivalent : compare(left.tail.front(), right.tail.front());
}

std::weak_ordering compare_alternative(const Map& left, const Map& right) {
  if (left.entries.size() != right.entries.size()) return left.entries.size() <=> right.entries.size();
  for (std::size_t i = 0; i < left.entries.size(); ++i) {
    if (const auto order = compare(left.entries[i].first, right.entries[i].first); order != 0) return order;
  }
  for (std::size_t i = 0; i < left.entries.size(); ++i) {
    if (const auto order = compare(left.entries[i].second, right.entries[i].second); order != 0) return order;
  }
  return std::weak_ordering::equivalent;
}

// reference < fun < port < pid
int rank(Opaque::Kind kind) {
  constexpr std::array<int, 4> kRanks = {5, 4, 2, 3};  // in the order of Kind
  return kRanks[static_cast<std::size_t>(kind)];
}

std::weak_ordering compare_alternative(const Opaque& left, const Opaque& right) {
  if (left.kind != right.kind) return rank(left.kind) <=> rank(right.kind);
  return left.external <=> right.external;
}

template <typename Alternative>
std::weak_ordering compare_alternative(const Alternative& left, const Alternative& right) {
  return left <=> right;
}

// number < atom < reference < fun < port < pid < tuple < map < list < bit string
int rank(const Term& term) {
  switch (term.value().index()) {
    case 0:
    case 1:
    case 2:
      return 0;
    case 3:
      return 1;
    case 6:
      return 6;
    case 7:
      return 8;
    case 8:
      return 7;
    case 9:
      return 3;
    case 10:
      return rank(term.as<Opaque>()->kind);
    default:
      return 9;
  }
}

std::weak_ordering compare_numbers(const Term& left, const Term& right) {
  if (left.is<double>()) return std::weak_ordering::greater;
  if (right.is<double>()) return std::weak_ordering::less;
  // A big integer is outside of 64 bits, so its sign alone decides against a small one.
  if (left.is<BigInteger>())
    return left.as<BigInteger>()->negative ? std::weak_ordering::less : std::weak_ordering::greater;
  return right.as<BigInteger>()->negative ? std::weak_ordering::greater : std::weak_ordering::less;
}

std::weak_ordering compare_bits(const Term& left, const Term& right) {
  const auto bytes = [](const Term& term) -> const std::string& {
    if (const auto* whole = term.as<Binary>()) return whole->bytes;
    return term.as<BitString>()->bytes;
  };
  if (const auto order = bytes(left) <=> bytes(right); order != 0) return order;
  return left.is<BitString>() ? std::weak_ordering::less : std::weak_ordering::greater;
}

}  // namespace

bool Term::is_atom(std::string_view name) const {
  const auto* atom = as<Atom>();
  return atom != nullptr && atom->name == name;
}

const std::vector<Term>* Term::tagged_tuple(std::string_view tag, std::size_t size) const {
  const auto* elements = tuple(size);
  return elements != nullptr && size > 0 && elements->front().is_atom(tag) ? elements : nullptr;
}

const std::vector<Term>* Term::tuple(std::size_t size) const {
  const auto* tuple = as<Tuple>();
  return tuple != nullptr && tuple->elements.size() == size ? &tuple->elements : nullptr;
}

const std::vector<Term>* Term::proper_list() const {
  const auto* list = as<List>();
  return list != nullptr && list->tail.empty() ? &list->elements : nullptr;
}

bool operator==(const Term& left, const Term& right) {
  return left.value().index() == right.value().index() && compare(left, right) == 0;
}

std::weak_ordering compare(const Term& left, const Term& right) {
  if (left.value().index() == right.value().index()) {
    return std::visit(
        [&right](const auto& value) -> std::weak_ordering {
          return compare_alternative(value, *right.as<std::remove_cvref_t<decltype(value)>>());
        },
        left.value());
  }
  const int left_rank = rank(left);
  const int right_rank = rank(right);
  if (left_rank != right_rank) return left_rank <=> right_rank;
  if (left_rank == 0) return compare_numbers(left, right);
  if (left_rank == 9) return compare_bits(left, right);
  return left.value().index() <=> right.value().index();
}

Term atom(std::string_view name) { return Atom{std::string(name)}; }
Term boolean(bool value) { return atom(value ? "true" : "false"); }
Term pair(std::string_view atom_key, Term value) { return tuple({atom(atom_key), std::move(value)}); }
Term integer(std::int64_t value) { return Term(Term::Value(value)); }
Term binary(std::string_view bytes) { return Binary{std::string(bytes)}; }
Term tuple(std::vector<Term> elements) { return Tuple{std::move(elements)}; }
Term list(std::vector<Term> elements) { return List{std::move(elements), {}}; }

Term map(std::vector<std::pair<Term, Term>> entries) {
  std::stable_sort(entries.begin(), entries.end(),
                   [](const auto& left, const auto& right) { return compare(left.first, right.first) < 0; });
  const auto same_key = [](const auto& left, const auto& right) { return left.first == right.first; };
  // From the end: the last of equal keys stays.
  const auto kept = std::unique(entries.rbegin(), entries.rend(), same_key);
  entries.erase(entries.begin(), kept.base());
  return Map{std::move(entries)};
}

Term charlist(std::string_view utf8) {
  List characters;
  const bool valid = is_utf8(utf8);
  while (!utf8.empty()) {
    if (valid) {
      characters.elements.push_back(integer(static_cast<std::int64_t>(*take_utf8(utf8))));
    } else {
      characters.elements.push_back(integer(static_cast<std::uint8_t>(utf8.front())));
      utf8.remove_prefix(1);
    }
  }
  return characters;
}

std::optional<std::string> charlist_text(const Term& term) {
  const auto* elements = term.proper_list();
  if (elements == nullptr) return std::nullopt;
  std::string text;
  for (const Term& element : *elements) {
    const auto* code_point = element.as<std::int64_t>();
    if (code_point == nullptr || !is_code_point(*code_point)) return std::nullopt;
    append_utf8(text, static_cast<char32_t>(*code_point));
  }
  return text;
}

std::optional<std::string> text_of(const Term& term) {
  if (const auto* name = term.as<Atom>()) return name->name;
  if (const auto* bytes = term.as<Binary>()) return bytes->bytes;
  return charlist_text(term);
}

const Term* find(const Term& map_or_property_list, std::string_view atom_key) {
  if (const auto* map = map_or_property_list.as<Map>()) {
    for (const auto& [key, value] : map->entries) {
      if (key.is_atom(atom_key)) return &value;
    }
  } else if (const auto* properties = map_or_property_list.proper_list()) {
    return find(*properties, atom_key);
  }
  return nullptr;
}

const Term* find(const std::vector<Term>& property_list, std::string_view atom_key) {
  for (const Term& property : property_list) {
    if (const auto* pair = property.tagged_tuple(atom_key, 2)) return &pair->back();
  }
  return nullptr;
}

}  // namespace slipway::erl
