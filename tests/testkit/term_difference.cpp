#include "testkit/term_difference.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "erl/text_writer.hpp"

namespace slipway::testkit {
namespace {

using erl::Term;

std::string show(const Term& term) {
  constexpr std::size_t kLongest = 200;
  std::string text;
  try {
    text = erl::to_text(term);
  } catch (const Error&) {
    return "a term without a text form";
  }
  if (text.size() > kLongest) text = text.substr(0, kLongest) + "...";
  return "`" + text + "`";
}

std::string became(const Term& before, const Term& after) { return show(before) + " became " + show(after); }

// `what` numbers the elements from 1.
std::optional<std::string> first_of_sequence(const std::vector<Term>& before, const std::vector<Term>& after,
                                             const std::string& what) {
  const std::size_t shared = std::min(before.size(), after.size());
  for (std::size_t i = 0; i < shared; ++i) {
    const auto inner = first_difference(before[i], after[i]);
    if (inner) return what + " " + std::to_string(i + 1) + ", " + *inner;
  }
  if (before.size() == after.size()) return std::nullopt;
  const bool lost = before.size() > after.size();
  return what + " " + std::to_string(shared + 1) + (lost ? " is missing: " : " is new: ") +
         show((lost ? before : after)[shared]) + " (" + std::to_string(before.size()) + " became " +
         std::to_string(after.size()) + ")";
}

const Term* value_of(const erl::Map& map, const Term& key) {
  const auto found = std::find_if(map.entries.begin(), map.entries.end(),
                                  [&key](const auto& entry) { return entry.first == key; });
  return found == map.entries.end() ? nullptr : &found->second;
}

std::optional<std::string> first_of_map(const erl::Map& before, const erl::Map& after) {
  for (const auto& [key, value] : before.entries) {
    const Term* other = value_of(after, key);
    if (other == nullptr) return "key " + show(key) + " is missing";
    const auto inner = first_difference(value, *other);
    if (inner) return "key " + show(key) + ", " + *inner;
  }
  for (const auto& [key, value] : after.entries) {
    if (value_of(before, key) == nullptr) return "key " + show(key) + " is new";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> first_difference(const Term& before, const Term& after) {
  if (before == after) return std::nullopt;
  std::optional<std::string> inner;
  if (before.is<erl::Tuple>() && after.is<erl::Tuple>()) {
    inner = first_of_sequence(before.as<erl::Tuple>()->elements, after.as<erl::Tuple>()->elements, "element");
  } else if (before.is<erl::List>() && after.is<erl::List>()) {
    inner = first_of_sequence(before.as<erl::List>()->elements, after.as<erl::List>()->elements, "item");
  } else if (before.is<erl::Map>() && after.is<erl::Map>()) {
    inner = first_of_map(*before.as<erl::Map>(), *after.as<erl::Map>());
  }
  return inner ? inner : became(before, after);
}

}  // namespace slipway::testkit
