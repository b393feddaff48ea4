#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "project/check_facts.hpp"
#include "project/installed_modules.hpp"

namespace slipway::project {

struct CheckFinding {
  enum class Severity { kWarning, kNote };

  Severity severity = Severity::kWarning;
  /// What is found again: "compile_time_read", "baked_configuration", "baked_secret", "mix_at_run_time",
  /// "missing_application", "releases_exs", "unreadable".
  std::string rule = {};
  /// Relative to the project where it lies there.
  std::string path = {};
  std::size_t line = 0;
  /// What is seen and what comes of it.
  std::string problem = {};
  /// What to write instead.
  std::string advice = {};
  /// The dependency that it is found in; empty in the project itself.
  std::string dependency = {};
};

/// What the facts mean for a release, the project's own files first, in the order of their paths and lines.
/// No value of a secret is in it. `installed` tells which application a module belongs to.
std::vector<CheckFinding> judge(const CheckFacts& facts, const InstalledModules& installed);

}  // namespace slipway::project
