#include "release/option_reader.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "erl/text_writer.hpp"

namespace slipway::release {
namespace {

std::string inspect(const erl::Term& value);

std::string inspect_atom(const std::string& name) {
  if (name == "true" || name == "false" || name == "nil") return name;
  return name.starts_with("Elixir.") ? name.substr(7) : ":" + name;
}

std::string inspect_element(const erl::Term& element) {
  const auto* pair = element.tuple(2);
  const auto* key = pair != nullptr ? pair->front().as<erl::Atom>() : nullptr;
  return key != nullptr ? key->name + ": " + inspect(pair->back()) : inspect(element);
}

std::string joined(const std::vector<erl::Term>& elements, std::string (*show)(const erl::Term&)) {
  std::string text;
  for (const erl::Term& element : elements) text += (text.empty() ? "" : ", ") + show(element);
  return text;
}

// As Kernel.inspect/1 shows what can stand in mix.exs, near enough for a message.
std::string inspect(const erl::Term& value) {
  if (const auto* function = value.tagged_tuple("$function", 3)) {
    return erl::text_of(function->back()).value_or("a function");
  }
  if (const auto* atom = value.as<erl::Atom>()) return inspect_atom(atom->name);
  if (const auto* binary = value.as<erl::Binary>()) return "\"" + binary->bytes + "\"";
  if (const auto* tuple = value.as<erl::Tuple>()) return "{" + joined(tuple->elements, inspect) + "}";
  if (const auto* elements = value.proper_list()) return "[" + joined(*elements, inspect_element) + "]";
  try {
    return erl::to_text(value);
  } catch (const Error&) {
    return "a value that can't be shown";
  }
}

}  // namespace

OptionReader::OptionReader(const erl::Term& options) : options_(options) {
  const auto* entries = options.proper_list();
  const auto is_option = [](const erl::Term& entry) {
    const auto* pair = entry.tuple(2);
    return pair != nullptr && pair->front().is<erl::Atom>();
  };
  if (entries == nullptr || !std::all_of(entries->begin(), entries->end(), is_option))
    throw Error("the options of a release must be a keyword list, found " + show(options));
}

const erl::Term* OptionReader::find(std::string_view key) const {
  const erl::Term* value = erl::find(options_, key);
  return value == nullptr || value->is_atom("nil") ? nullptr : value;
}

bool OptionReader::boolean(std::string_view key, bool default_value) const {
  const erl::Term* value = find(key);
  if (value == nullptr) return default_value;
  if (!value->is_atom("true") && !value->is_atom("false")) fail(key, *value, "true or false");
  return value->is_atom("true");
}

bool OptionReader::is_truthy(std::string_view key) const {
  const erl::Term* value = find(key);
  return value != nullptr && !value->is_atom("false");
}

std::optional<std::string> OptionReader::text(std::string_view key, std::string_view expected) const {
  const erl::Term* value = find(key);
  if (value == nullptr) return std::nullopt;
  std::optional<std::string> text = string(*value);
  if (!text) fail(key, *value, expected);
  return text;
}

std::vector<std::string> OptionReader::texts(std::string_view key, std::string_view expected) const {
  const erl::Term* value = find(key);
  std::vector<std::string> texts;
  if (value == nullptr) return texts;
  if (const auto* binary = value->as<erl::Binary>()) return {binary->bytes};
  const auto* elements = value->proper_list();
  if (elements == nullptr) fail(key, *value, expected);
  for (const erl::Term& element : *elements) {
    std::optional<std::string> text = erl::text_of(element);
    if (!text) fail(key, *value, expected);
    texts.push_back(*std::move(text));
  }
  return texts;
}

void OptionReader::fail(std::string_view key, const erl::Term& value, std::string_view expected) {
  throw Error("the release option :" + std::string(key) + " must be " + std::string(expected) + ", found " +
              show(value));
}

std::optional<std::string> OptionReader::string(const erl::Term& value) {
  return value.is<erl::Atom>() ? std::nullopt : erl::text_of(value);
}

std::string OptionReader::show(const erl::Term& value) { return inspect(value); }

}  // namespace slipway::release
