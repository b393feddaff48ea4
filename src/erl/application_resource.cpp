#include "erl/application_resource.hpp"

#include <optional>

#include "base/error.hpp"
#include "erl/text_reader.hpp"

namespace slipway::erl {
namespace {

class PropertyReader {
 public:
  PropertyReader(const Term& properties, std::string_view source)
      : properties_(properties), source_(source) {}

  std::vector<std::string> atoms(std::string_view key) const {
    std::vector<std::string> names;
    const Term* value = find(properties_, key);
    if (value == nullptr) return names;
    const auto* elements = value->proper_list();
    if (elements == nullptr) fail(key, "a list of atoms");
    for (const Term& element : *elements) {
      const auto* name = element.as<Atom>();
      if (name == nullptr) fail(key, "a list of atoms");
      names.push_back(name->name);
    }
    return names;
  }

  std::string text(std::string_view key) const {
    const Term* value = find(properties_, key);
    if (value == nullptr) throw Error(std::string(source_) + ": the key " + std::string(key) + " is missing");
    const std::optional<std::string> text = charlist_text(*value);
    if (!text || text->empty()) fail(key, "a string such as \"1.0.0\"");
    // NAME-VERSION is the name of a folder.
    if (text->find_first_of(std::string_view("/\0", 2)) != std::string::npos)
      fail(key, "part of a folder's name, without a slash or a NUL character");
    return *text;
  }

 private:
  [[noreturn]] void fail(std::string_view key, std::string_view expected) const {
    throw Error(std::string(source_) + ": the key " + std::string(key) + " must be " + std::string(expected));
  }

  const Term& properties_;
  std::string_view source_;
};

}  // namespace

ApplicationResource read_application_resource(std::string_view text, std::string_view name,
                                              std::string_view source) {
  const Term term = read_term(text, source);
  const auto* application = term.tagged_tuple("application", 3);
  if (application == nullptr || !(*application)[1].is<Atom>() || (*application)[2].proper_list() == nullptr) {
    throw Error(std::string(source) + ": expected {application, Name, [{Key, Value}, ...]}");
  }
  if (!(*application)[1].is_atom(name)) {
    throw Error(std::string(source) + ": expected the application " + std::string(name) + ", found " +
                (*application)[1].as<Atom>()->name);
  }
  const PropertyReader properties((*application)[2], source);
  return {
      .name = std::string(name),
      .version = properties.text("vsn"),
      .properties = *(*application)[2].proper_list(),
      .modules = properties.atoms("modules"),
      .registered = properties.atoms("registered"),
      .applications = properties.atoms("applications"),
      .optional_applications = properties.atoms("optional_applications"),
      .included_applications = properties.atoms("included_applications"),
  };
}

}  // namespace slipway::erl
