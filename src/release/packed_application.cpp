#include "release/packed_application.hpp"

#include <array>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"

namespace slipway::release {
namespace {

using erl::Term;

Term property_or(const erl::ApplicationResource& resource, std::string_view key, const Term& fallback) {
  const Term* value = erl::find(resource.properties, key);
  return value != nullptr ? *value : fallback;
}

bool is_string(const Term& term) { return erl::charlist_text(term).has_value(); }

bool is_empty_list(const Term& term) { return term.proper_list() != nullptr && term.proper_list()->empty(); }

bool is_atom_list(const Term& term) {
  const auto* elements = term.proper_list();
  if (elements == nullptr) return false;
  for (const Term& element : *elements) {
    if (!element.is<erl::Atom>()) return false;
  }
  return true;
}

bool is_pair_list(const Term& term) {
  const auto* elements = term.proper_list();
  if (elements == nullptr) return false;
  for (const Term& element : *elements) {
    const auto* pair = element.tuple(2);
    if (pair == nullptr || !pair->front().is<erl::Atom>()) return false;
  }
  return true;
}

bool is_limit(const Term& term) {
  if (const auto* big = term.as<erl::BigInteger>()) return !big->negative;
  const auto* small = term.as<std::int64_t>();
  return term.is_atom("infinity") || (small != nullptr && *small > 0);
}

bool is_start(const Term& term) {
  const auto* pair = term.tuple(2);
  return is_empty_list(term) || (pair != nullptr && pair->front().is<erl::Atom>());
}

bool is_phase_list(const Term& term) { return term.is_atom("undefined") || is_pair_list(term); }

struct KeyRule {
  std::string_view key;
  bool required;
  bool (*is_valid)(const Term&);
  std::string_view expected;
};

constexpr std::array<KeyRule, 13> kKeyRules = {{
    {"vsn", true, is_string, "a string"},
    {"id", false, is_string, "a string"},
    {"description", true, is_string, "a string"},
    {"modules", true, is_atom_list, "a list of atoms"},
    {"registered", true, is_atom_list, "a list of atoms"},
    {"applications", true, is_atom_list, "a list of atoms"},
    {"optional_applications", false, is_atom_list, "a list of atoms"},
    {"included_applications", false, is_atom_list, "a list of atoms"},
    {"mod", false, is_start, "{Module, Argument} or []"},
    {"start_phases", false, is_phase_list, "a list of {Phase, Argument}"},
    {"env", false, is_pair_list, "a list of {Key, Value}"},
    {"maxT", false, is_limit, "an integer above 0 or infinity"},
    {"maxP", false, is_limit, "an integer above 0 or infinity"},
}};

Term atom_list(std::span<const std::string> names) {
  std::vector<Term> atoms;
  for (const std::string& name : names) atoms.push_back(erl::atom(name));
  return erl::list(std::move(atoms));
}

}  // namespace

void check_application(const erl::ApplicationResource& resource) {
  for (const KeyRule& rule : kKeyRules) {
    const Term* value = erl::find(resource.properties, rule.key);
    if (value == nullptr && rule.required) {
      throw Error(concat({"the .app file of ", resource.name, " lacks the key ", rule.key,
                          ", which an application of a release must have: {", rule.key,
                          ", Value}, where Value is ", rule.expected}));
    }
    if (value != nullptr && !rule.is_valid(*value)) {
      throw Error(
          concat({"the .app file of ", resource.name, ": the key ", rule.key, " must be ", rule.expected}));
    }
  }
}

Term pack_application(const erl::ApplicationResource& resource, std::span<const std::string> applications,
                      std::span<const std::string> included_applications) {
  const auto pair = [](std::string_view key, Term value) {
    return erl::tuple({erl::atom(key), std::move(value)});
  };
  const Term infinity = erl::atom("infinity");
  std::vector<Term> keys = {
      pair("description", property_or(resource, "description", erl::list({}))),
      pair("vsn", erl::charlist(resource.version)),
      pair("id", property_or(resource, "id", erl::list({}))),
      pair("modules", atom_list(resource.modules)),
      pair("registered", atom_list(resource.registered)),
      pair("applications", atom_list(applications)),
      pair("optional_applications", atom_list(resource.optional_applications)),
      pair("included_applications", atom_list(included_applications)),
      pair("env", property_or(resource, "env", erl::list({}))),
      pair("maxT", property_or(resource, "maxT", infinity)),
      pair("maxP", property_or(resource, "maxP", infinity)),
  };
  const Term* phases = erl::find(resource.properties, "start_phases");
  if (phases != nullptr && !phases->is_atom("undefined")) keys.push_back(pair("start_phases", *phases));
  const Term* start = erl::find(resource.properties, "mod");
  if (start != nullptr && !is_empty_list(*start)) keys.push_back(pair("mod", *start));
  return erl::tuple({erl::atom("application"), erl::atom(resource.name), erl::list(std::move(keys))});
}

}  // namespace slipway::release
