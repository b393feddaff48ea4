#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace slipway::project {

/// Where settings come from, for the errors of their readers: "slipway.toml:12: PROBLEM".
struct SettingsSource {
  std::string_view name;

  [[noreturn]] void fail(std::size_t line, const std::string& problem) const;
  /// Refuses a text that the launcher can't expand at the start, or hand to a program. `setting` names it.
  void check_text(std::size_t line, std::string_view text, const std::string& setting) const;
};

/// "did you mean WORD?", or nothing where no candidate is near.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace slipway::project
