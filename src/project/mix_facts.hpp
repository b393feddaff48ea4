#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "erl/term.hpp"

namespace slipway::project {

/// The version of Elixir that runs the project; decides how its releases look in detail.
struct ElixirVersion {
  int major = 0;
  int minor = 0;
  int patch = 0;
  auto operator<=>(const ElixirVersion&) const = default;

  std::string text() const;
};

/// Reads "1.14.0" or "1.18.0-rc.1".
ElixirVersion parse_elixir_version(std::string_view text);

/// What a Mix project and its toolchain are: what the probe says after compiling. All paths are absolute but
/// for `config_path`, which is relative to the project as in mix.exs.
struct MixFacts {
  ElixirVersion elixir;
  int otp_release = 0;
  std::string erts_version;
  std::filesystem::path otp_root;
  std::filesystem::path otp_lib_dir;
  std::filesystem::path elixir_lib_dir;
  std::vector<std::filesystem::path> code_path;
  /// beam_lib:significant_chunks(); empty where this OTP has no such function.
  std::vector<std::string> significant_chunks;
  std::string mix_env;
  std::string mix_target;
  bool umbrella = false;
  std::optional<std::string> app;
  std::optional<std::string> version;
  /// Of mix.exs, what tells people about the project.
  std::optional<std::string> description;
  std::optional<std::string> source_url;
  std::optional<std::string> homepage_url;
  std::filesystem::path build_path;
  std::filesystem::path config_path;
  /// Nothing where protocols are not consolidated.
  std::optional<std::filesystem::path> consolidation_path;
  std::vector<std::string> deps_apps;
  /// Those of them that were fetched, from Hex or by git, or stand where Mix puts what it fetches (deps/).
  std::vector<std::string> fetched_apps;
  std::optional<std::string> default_release;
  /// The names in `aliases:` of mix.exs.
  std::vector<std::string> aliases;
  /// The names in `releases:` of mix.exs, in its order.
  std::vector<std::string> releases;
};

/// Reads the facts of the probe's {call, #{facts := Facts}}.
MixFacts read_mix_facts(const erl::Term& facts);

}  // namespace slipway::project
