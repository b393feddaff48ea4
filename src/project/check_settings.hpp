#pragma once

#include <string>
#include <vector>

#include "project/check_judgement.hpp"
#include "project/settings_source.hpp"
#include "support/toml.hpp"

namespace slipway::project {

// [check] of slipway.toml: what `slipway check` and `slipway release` don't tell.
//
//   [check]
//   ignore = ["releases_exs", "compile_time_read:lib/legacy/*"]
//   strict = true                    # a warning is an error, for `slipway release`, too
//
// An entry is a rule of CheckFinding, or RULE:PATTERN for the paths that the pattern fits, as of a shell,
// with a * that a / does not stop.
struct CheckSettings {
  struct Ignored {
    std::string rule;
    /// "*" where the entry names none.
    std::string paths;
  };
  std::vector<Ignored> ignored = {};
  bool is_strict = false;
};

/// Throws Error "slipway.toml:LINE: ..." at what is not understood.
CheckSettings read_check_settings(const TomlTable& table, const SettingsSource& source);

/// What is left of the findings.
std::vector<CheckFinding> without_ignored(std::vector<CheckFinding> findings, const CheckSettings& settings);

}  // namespace slipway::project
