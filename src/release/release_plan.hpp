#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "erl/launch_plan.hpp"
#include "erl/term.hpp"
#include "project/mix_facts.hpp"
#include "release/release_options.hpp"
#include "release/selection.hpp"

namespace slipway::release {

/// A boot script of the release and the list that it was made from.
struct PlannedBootScript {
  /// The file's name without ".boot" and ".script".
  std::string name;
  BootList applications;
  erl::Term script;
};

/// Everything that is decided about a release before a file is written: a plain value.
struct ReleasePlan {
  ReleaseOptions options;
  std::string version;
  /// releases/VERSION, relative to the release.
  std::string version_folder;
  std::string erts_version;
  std::filesystem::path erts_source;
  int otp_release = 0;
  std::string mix_env;
  std::string mix_target;
  Selection selection;
  erl::Term resource;
  std::vector<PlannedBootScript> boot_scripts;
  /// Chunks that stripping keeps, in the order in which Elixir's own release task writes them.
  std::vector<std::string> kept_chunks;
  /// Folders of an application that are copied beside ebin/.
  std::vector<std::string> copied_folders;
  std::optional<std::filesystem::path> consolidation_path;
  std::filesystem::path elixir_bin;
  /// config/runtime.exs or its like; nothing where the release is not configured at run time.
  std::optional<std::filesystem::path> runtime_config;
  bool reboots_after_config = false;
  erl::LaunchPlan launch;
  /// What the user should know: each a line.
  std::vector<std::string> notices;

  bool runs_config_providers() const { return runtime_config.has_value() || options.has_config_providers; }
};

/// Decides. Reads .app files and OTP's boot file, and writes nothing. Throws Error wherever the release could
/// not boot.
ReleasePlan plan_release(const project::MixFacts& facts, ReleaseOptions options);

}  // namespace slipway::release
