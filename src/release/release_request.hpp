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

/// `version: {:from_app, :my_app}`.
struct VersionFromApplication {
  std::string application;
};

/// `include_erts: false`.
struct NoErts {};
/// `include_erts: true`.
struct ErtsInUse {};
/// `include_erts: "/opt/erlang/erts-13.1.5"`: the folder of an ERTS that has its libraries in lib/ beside it.
struct ErtsIn {
  std::filesystem::path folder;
};

/// What of a release in mix.exs is decided before anything else: what Mix.Release.from_config!/3 takes out of
/// the options. The command line has been merged in.
struct ReleaseRequest {
  std::string name;
  BootList applications;
  std::variant<std::string, VersionFromApplication> version;
  std::filesystem::path path;
  std::variant<ErtsInUse, NoErts, ErtsIn> erts;
  bool has_config_providers = false;
  /// Whether `steps` has functions.
  bool has_functions = false;
  /// All options, these among them.
  erl::Term options;
};

/// The name of the release to assemble: the one asked for, the only one, :default_release, or the project's
/// application. Throws Error that lists the releases where that is not clear.
std::string choose_release(const project::MixFacts& facts, const std::optional<std::string>& asked_for);

/// Checks the options (a keyword list) of the release called `name`. Throws Error where one is wrong.
ReleaseRequest read_release_request(const std::string& name, const erl::Term& options,
                                    const project::MixFacts& facts);

/// Throws Error unless `name` matches ^[a-z][a-z0-9_]*$.
void check_release_name(const std::string& name);

/// Throws Error unless `version` can be the name of a folder.
void check_release_version(const std::string& version);

}  // namespace slipway::release
