#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "project/elixir_report.hpp"

namespace slipway::cli {

enum class CheckStatus { kOk, kWarning, kProblem };

/// What one check found; the message says what to do where something is wrong.
struct CheckResult {
  std::string check;
  CheckStatus status = CheckStatus::kOk;
  std::string message;
};

/// The words with commas between them.
std::string joined(const std::vector<std::string>& words);

// ---------------------------------------------------------------------------------------------
// The machine
// ---------------------------------------------------------------------------------------------

/// `system` and `machine` as uname(2) gives them; `vm_architecture` is empty where no VM told it.
CheckResult check_platform(std::string_view system, std::string_view machine,
                           std::string_view vm_architecture);

/// Elixir in PATH: its version, and the OTP that it runs on.
CheckResult check_elixir(const project::ElixirReport& report);

/// The files and applications of OTP that releases are made of.
CheckResult check_otp(const project::VmReport& vm);

CheckResult check_locale(const project::VmReport& vm);

/// A folder where cookies and copies of the configuration can be kept: the first of `folders` that can be
/// written.
CheckResult check_temporary_folder(const std::vector<std::filesystem::path>& folders);

/// The limit of open files (RLIMIT_NOFILE), which the VM makes its table of ports for.
CheckResult check_open_files(std::uint64_t limit);

/// Asks what listens on the port of epmd at 127.0.0.1 for the names of nodes, for a second at most.
CheckResult check_epmd(std::uint16_t port);

// ---------------------------------------------------------------------------------------------
// The project in `folder`
// ---------------------------------------------------------------------------------------------

/// mix.exs, and the releases that it describes.
CheckResult check_project(const project::ElixirReport& report);

/// Hex and rebar3, where packages of mix.lock need them.
CheckResult check_package_tools(const project::ProjectReport& project);

/// What Mix says about the dependencies: fetched, and as mix.lock names them.
CheckResult check_dependencies(const project::ProjectReport& project);

CheckResult check_settings(const std::filesystem::path& folder);

/// rel/*.eex, or what stands in the folders that mix.exs names instead.
CheckResult check_templates(const std::filesystem::path& folder,
                            const std::vector<std::string>& template_folders);

CheckResult check_runtime_configuration(const std::filesystem::path& folder);

/// Node.js and npm, where assets/package.json asks for them; nothing where it does not. `path` is PATH.
std::optional<CheckResult> check_assets(const std::filesystem::path& folder, std::string_view path);

/// What the file system of _build says.
struct Space {
  std::uint64_t free_bytes = 0;
  bool writable = true;
  /// False where it is mounted with noexec.
  bool executable = true;
};

CheckResult check_build_folder(const Space& space);

/// For _build, or the folder where it will be.
Space space_of(const std::filesystem::path& folder);

}  // namespace slipway::cli
