#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "erl/term.hpp"
#include "project/mix_facts.hpp"
#include "release/selection.hpp"

namespace slipway::release {

/// What the command line says; each goes before its like in mix.exs.
struct ReleaseOverrides {
  std::optional<std::string> name;
  std::optional<std::string> version;
  std::optional<std::filesystem::path> path;
  bool quiet = false;
};

/// `version: {:from_app, :my_app}`.
struct VersionFromApplication {
  std::string application;
};

/// Where the configuration that is read at each start comes from.
struct RuntimeConfiguration {
  enum class Source { kDefaultFiles, kFile, kNone };
  Source source = Source::kDefaultFiles;
  /// For kFile: `runtime_config_path`.
  std::filesystem::path path;
};

/// The options of one release in mix.exs that assembling needs, checked. Options that Mix does not know
/// either are the project's own and left alone.
struct ReleaseOptions {
  std::string name;
  BootList applications;
  std::variant<std::string, VersionFromApplication> version;
  std::filesystem::path path;
  std::optional<std::string> cookie;
  bool strip_beams = true;
  /// Chunks that stripping keeps beyond those that the VM needs: `strip_beams: [keep: ["Docs"]]`.
  std::vector<std::string> kept_chunks;
  bool validate_compile_env = true;
  RuntimeConfiguration runtime_configuration;
  /// Missing where mix.exs does not say: it then follows from the runtime configuration.
  std::optional<bool> reboot_system_after_config;
  bool start_distribution_during_config = false;
  bool prune_runtime_sys_config_after_boot = false;
  bool has_config_providers = false;
  std::filesystem::path templates = "rel";
  std::vector<std::filesystem::path> overlays;
  std::vector<std::string> skip_mode_validation_for;
  bool asks_for_windows = false;
  bool quiet = false;
};

/// The name of the release to assemble: the one asked for, the only one, :default_release, or the project's
/// application. Throws Error that lists the releases where that is not clear.
std::string choose_release(const project::MixFacts& facts, const std::optional<std::string>& asked_for);

/// Checks the options in mix.exs (a keyword list) and merges the command line over them. Throws Error where
/// an option is wrong, or one that Slipway does not support yet.
ReleaseOptions read_release_options(const std::string& name, const erl::Term& options,
                                    const project::MixFacts& facts, const ReleaseOverrides& overrides);

}  // namespace slipway::release
