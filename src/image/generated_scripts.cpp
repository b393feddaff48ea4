#include "image/generated_scripts.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace slipway::image {
namespace {

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// A word that a shell takes as it stands: MyApp.Release.migrate.
bool is_plain_function(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

}  // namespace

std::optional<erl::LaunchProgram> recognise_generated_script(std::string_view name, std::string_view text,
                                                             std::string_view release) {
  if (!take(text, "#!/bin/sh\n")) return std::nullopt;
  take(text, "set -eu\n\n");
  if (!take(text, "cd -P -- \"$(dirname -- \"$0\")\"\n")) return std::nullopt;
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text == concat({"PHX_SERVER=true exec ./", release, " start"})) {
    return erl::LaunchProgram{std::string(name), {{"PHX_SERVER", "true"}}, {"start"}};
  }
  if (!take(text, concat({"exec ./", release, " eval "}))) return std::nullopt;
  if (!is_plain_function(text) || !text.ends_with(".Release.migrate")) return std::nullopt;
  return erl::LaunchProgram{std::string(name), {}, {"eval", std::string(text)}};
}

}  // namespace slipway::image
