#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "erl/launch_plan.hpp"
#include "erl/term.hpp"
#include "project/mix_facts.hpp"
#include "project/slipway_toml.hpp"
#include "release/mix_release.hpp"
#include "release/release_options.hpp"

namespace slipway::release {

struct PlannedBootScript {
  /// The file's name without ".boot" and ".script".
  std::string name;
  erl::Term script;
  /// Whether NAME.script is written beside NAME.boot: the text of a script with a profile is of no use to
  /// anyone, and would be the largest file of an image's layer that changes with each build.
  bool has_text = true;
};

/// Everything that is decided about a release before a file is written: a plain value.
struct ReleasePlan {
  MixRelease release;
  ReleaseOptions options;
  int otp_release = 0;
  std::string mix_env;
  std::string mix_target;
  /// The .rel file of the boot script `start`; nothing where functions in `steps` took that script away.
  std::optional<erl::Term> resource;
  std::vector<PlannedBootScript> boot_scripts;
  /// [boot] profile of slipway.toml, absolute: the file that decided about the boot script of that name.
  std::optional<std::filesystem::path> boot_profile;
  /// Chunks that stripping keeps, in the order in which Elixir's own release task writes them.
  std::vector<std::string> kept_chunks;
  /// Folders of an application that are copied beside ebin/.
  std::vector<std::string> copied_folders;
  std::optional<std::filesystem::path> consolidation_path;
  std::filesystem::path elixir_bin;
  /// Which of its scripts `elixir` and `iex` are there.
  std::vector<std::string> elixir_scripts;
  /// config/runtime.exs or its like; nothing where the release is not configured at run time.
  std::optional<std::filesystem::path> runtime_config;
  bool reboots_after_config = false;
  /// Whether the struct has the provider of `runtime_config` for env.sh and later steps, too.
  bool keeps_own_provider = false;
  erl::LaunchPlan launch;
  /// What the user should know: each a line.
  std::vector<std::string> notices;

  bool runs_config_providers() const { return runtime_config.has_value() || release.has_config_providers; }
};

/// Decides. Reads OTP's boot file, and writes nothing. Throws Error wherever the release could not boot.
ReleasePlan plan_release(const project::MixFacts& facts, MixRelease release,
                         const project::Settings& settings);

}  // namespace slipway::release
