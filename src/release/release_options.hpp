#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "erl/term.hpp"

namespace slipway::release {

/// Where the configuration that is read at each start comes from.
struct RuntimeConfiguration {
  enum class Source { kDefaultFiles, kFile, kNone };
  Source source = Source::kDefaultFiles;
  /// For kFile: `runtime_config_path`.
  std::filesystem::path path;
};

/// What of a release in mix.exs says how it is assembled. Options that Mix does not know either are the
/// project's own and left alone.
struct ReleaseOptions {
  std::optional<std::string> cookie;
  bool strip_beams = true;
  /// Chunks that stripping keeps beyond those that the VM needs: `strip_beams: [keep: ["Docs"]]`.
  std::vector<std::string> kept_chunks;
  /// Modules that are stripped are written as gzip files.
  bool compress_beams = false;
  bool validate_compile_env = true;
  RuntimeConfiguration runtime_configuration;
  /// Missing where mix.exs does not say: it then follows from the runtime configuration.
  std::optional<bool> reboot_system_after_config;
  bool start_distribution_during_config = false;
  bool prune_runtime_sys_config_after_boot = false;
  std::filesystem::path templates = "rel";
  std::vector<std::filesystem::path> overlays;
  std::vector<std::string> skip_mode_validation_for;
  /// bin/NAME, env.sh, elixir, iex.
  bool includes_unix = true;
  /// env.bat; true only where mix.exs asks for it.
  bool includes_windows = false;
  bool quiet = false;
};

/// Checks the options: a keyword list. Throws Error where one is wrong.
ReleaseOptions read_release_options(const erl::Term& options);

}  // namespace slipway::release
