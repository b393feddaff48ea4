#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "release/selection.hpp"

namespace slipway::release {

/// What a release with a boot profile loads before it starts, in interactive mode.
struct EarlyModules {
  /// Sorted.
  std::vector<std::string> modules;
  /// Modules with an on_load function, which mostly loads a NIF. They are loaded once kernel has started: the
  /// VM does not count a module as loaded whose function has not run, so that whoever calls it in between,
  /// such as a node that connects, has the code server load it anew, and then init ends the VM (OTP 25:
  /// erlang:finish_after_on_load/2 fails in init:run_on_load_handlers/0). Sorted.
  std::vector<std::string> on_load_modules;
  /// Atoms that the VM has in embedded mode, where it loads all modules, and would not have with these alone:
  /// String.to_existing_atom/1 and binary_to_term(_, [safe]) of an application depend on them. Sorted.
  std::vector<std::string> atoms;
  /// Modules of the profile that the release does not have. Sorted.
  std::vector<std::string> gone;
};

struct EarlyModulesRequest {
  /// Those that the boot script names.
  std::span<const SelectedApplication* const> applications;
  /// Modules of the profile (erl/boot_profile.hpp).
  std::span<const std::string> profile;
  /// Consolidated protocols, which take the place of those in the applications.
  std::optional<std::filesystem::path> consolidation_path;
  /// Whether an application is the project's own: all of its modules are loaded.
  std::function<bool(const SelectedApplication&)> is_own;
};

/// Loaded are the modules of the profile, those of the project's own applications, and all that run a
/// function as they are loaded (-on_load), so that a NIF that can't be loaded still shows at the start.
/// Reads every module of these applications, on all processors. A module without a .beam file is left out.
/// Throws Error where a .beam file is broken.
EarlyModules choose_early_modules(const EarlyModulesRequest& request);

}  // namespace slipway::release
