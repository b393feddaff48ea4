#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "erl/term.hpp"

namespace slipway::project {

/// What the installed Elixir and its VM say about themselves.
struct VmReport {
  std::string elixir_version;
  std::string otp_release;
  /// The OTP release that this Elixir was compiled with; empty where it does not know.
  std::string built_on_otp;
  std::filesystem::path otp_root;
  std::string erts_version;
  /// For example "x86_64-pc-linux-gnu".
  std::string architecture;
  /// False where the VM takes file names for Latin-1, because the locale is not UTF-8.
  bool utf8_names = true;
  /// Applications of OTP that releases are made of and that are not installed.
  std::vector<std::string> missing_applications;
  /// Why crypto can't be used; empty where it can.
  std::string crypto_problem;
};

/// What mix.exs says, without compiling the project.
struct ProjectReport {
  /// Nothing in the root of an umbrella.
  std::optional<std::string> app;
  bool umbrella = false;
  std::vector<std::string> releases;
  std::optional<std::string> default_release;
  /// `rel_templates_path` of all releases that set it.
  std::vector<std::string> template_folders;
  bool has_hex = false;
  /// Nothing where this Mix does not tell.
  std::optional<bool> has_rebar3;
  /// The packages of mix.lock and mix.exs that come from Hex.
  std::vector<std::string> hex_packages;
  /// Those of mix.lock, and those of mix.exs with a folder of their own, that are built with rebar3.
  std::vector<std::string> rebar3_packages;
  /// What is wrong with the dependencies, empty where nothing is; nothing where it was not asked.
  std::optional<std::string> dependency_problem;
};

struct ElixirReport {
  /// False where there is no `elixir` in PATH.
  bool has_elixir = true;
  /// Nothing where the VM did not start.
  std::optional<VmReport> vm;
  /// Nothing outside of a project, and where mix.exs could not be loaded.
  std::optional<ProjectReport> project;
  /// What the VM printed, and how it ended where it failed.
  std::string output;
};

/// Starts `elixir` in the current folder with the source text of probe/slipway_report.exs, in which its
/// messages are described. MIX_ENV must be set in a project.
ElixirReport ask_elixir(std::string_view source, bool in_project);

/// Reads the map that the script writes.
ElixirReport read_elixir_report(const erl::Term& report);

/// The releases that mix.exs describes: its :releases, or the one of its application.
std::vector<std::string> release_names(const ProjectReport& project);

}  // namespace slipway::project
