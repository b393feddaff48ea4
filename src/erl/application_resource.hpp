#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "erl/term.hpp"

namespace slipway::erl {

/// What an .app file says (kernel's app(5); systools_make:parse_application/4 for what is required).
struct ApplicationResource {
  std::string name;
  std::string version;
  /// All properties in the order of the file: what a boot script, Mix and release_handler want.
  std::vector<Term> properties;
  std::vector<std::string> modules;
  std::vector<std::string> registered;
  std::vector<std::string> applications;
  std::vector<std::string> optional_applications;
  std::vector<std::string> included_applications;
};

/// Reads the text of an .app file. `source` (its path) names it in errors; `name` is what the file must
/// describe.
ApplicationResource read_application_resource(std::string_view text, std::string_view name,
                                              std::string_view source);

}  // namespace slipway::erl
