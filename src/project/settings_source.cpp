#include "project/settings_source.hpp"

#include "base/error.hpp"
#include "base/suggestion.hpp"
#include "project/slipway_toml.hpp"
#include "support/toml.hpp"

namespace slipway::project {

void SettingsSource::fail(std::size_t line, const std::string& problem) const {
  throw Error(std::string(name) + ":" + std::to_string(line) + ": " + problem);
}

void SettingsSource::check_text(std::size_t line, std::string_view text, const std::string& setting) const {
  if (text.find('\0') != std::string_view::npos) {
    fail(line, setting + " holds a NUL character, which no variable and no argument can hold; remove it");
  }
  if (const auto problem = expression_problem(text)) {
    fail(line, setting + " is " + toml_quoted(text) + ": " + *problem);
  }
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates) {
  const auto meant = suggestion(word, candidates);
  return meant ? "did you mean " + std::string(*meant) + "?" : "";
}

}  // namespace slipway::project
