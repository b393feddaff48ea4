#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/error.hpp"
#include "base/programs.hpp"
#include "cli/doctor_checks.hpp"
#include "project/slipway_toml.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

// A Phoenix release with its ERTS takes about 60 MB, and twice that while it replaces another.
constexpr std::uint64_t kMebibyte = std::uint64_t{1} << 20;
constexpr std::uint64_t kTooLittle = 100 * kMebibyte;
constexpr std::uint64_t kComfortable = 500 * kMebibyte;

constexpr std::array<std::string_view, 4> kTemplates = {"vm.args", "remote.vm.args", "env.sh", "env.bat"};

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/// At most three names, and how many there are.
std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 3;
  std::vector<std::string> shown(names.begin(),
                                 names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kShown)));
  if (names.size() > kShown) shown.push_back("and " + std::to_string(names.size() - kShown) + " more");
  return joined(shown);
}

}  // namespace

CheckResult check_project(const project::ElixirReport& report) {
  if (!report.project) {
    return {"project", CheckStatus::kProblem, "mix.exs could not be loaded:\n" + report.output};
  }
  const project::ProjectReport& project = *report.project;
  const std::vector<std::string> names = project::release_names(project);
  if (names.empty()) {
    return {"project", CheckStatus::kProblem,
            "the root of an umbrella names its releases: add `releases: [NAME: [applications: [...]]]` to "
            "mix.exs"};
  }
  const bool many = names.size() > 1;
  std::string message = (many ? "releases " : "release ") + joined(names);
  if (many) {
    message += project.default_release
                   ? "; `slipway release` makes " + *project.default_release
                   : "; name one, `slipway release " + names.front() + "`, or set :default_release";
  }
  return {"project", CheckStatus::kOk, message};
}

CheckResult check_package_tools(const project::ProjectReport& project) {
  const std::string check = "hex and rebar3";
  if (!project.hex_packages.empty() && !project.has_hex) {
    return {check, CheckStatus::kProblem,
            "Hex is not installed, and dependencies come from it (" + some_of(project.hex_packages) +
                "); run `mix local.hex --force`"};
  }
  if (!project.rebar3_packages.empty() && project.has_rebar3 == false) {
    return {check, CheckStatus::kProblem,
            "rebar3 is not installed, and dependencies are built with it (" +
                some_of(project.rebar3_packages) + "); run `mix local.rebar --force`"};
  }
  if (project.hex_packages.empty() && !project.rebar3_packages.empty()) {
    return {check, CheckStatus::kOk, "rebar3 is there, for " + some_of(project.rebar3_packages)};
  }
  if (project.hex_packages.empty()) return {check, CheckStatus::kOk, "not needed"};
  return {check, CheckStatus::kOk, "there, for " + some_of(project.hex_packages)};
}

CheckResult check_dependencies(const project::ProjectReport& project) {
  if (!project.dependency_problem) {
    return {"dependencies", CheckStatus::kWarning, "not checked, because Hex is not installed"};
  }
  if (project.dependency_problem->empty()) return {"dependencies", CheckStatus::kOk, "complete"};
  return {"dependencies", CheckStatus::kProblem,
          "run `mix deps.get --only prod`, if that is what is missing:\n" + *project.dependency_problem};
}

CheckResult check_settings(const fs::path& folder) {
  try {
    const bool there = project::read_settings(folder).has_value();
    return {"slipway.toml", CheckStatus::kOk, there ? "valid" : "none, so everything is as Mix has it"};
  } catch (const Error& error) {
    return {"slipway.toml", CheckStatus::kProblem, error.message()};
  }
}

CheckResult check_templates(const fs::path& folder, const std::vector<std::string>& template_folders) {
  std::vector<std::string> found;
  std::vector<std::string> unused;
  const std::vector<std::string> folders =
      template_folders.empty() ? std::vector<std::string>{"rel"} : template_folders;
  for (const std::string& name : folders) {
    for (const std::string_view file : kTemplates) {
      const std::string path = (fs::path(name) / file).string();
      if (is_there(folder / (path + ".eex"))) {
        found.push_back(path + ".eex");
      } else if (is_there(folder / path)) {
        unused.push_back(path);
      }
    }
  }
  if (!unused.empty()) {
    return {"templates", CheckStatus::kWarning,
            joined(unused) + (unused.size() == 1 ? " is not used: its name" : " are not used: their names") +
                " must end with .eex"};
  }
  if (found.empty()) return {"templates", CheckStatus::kOk, "none; `slipway init` writes commented ones"};
  return {"templates", CheckStatus::kOk, joined(found)};
}

CheckResult check_runtime_configuration(const fs::path& folder) {
  if (is_there(folder / "config" / "runtime.exs")) {
    return {"configuration", CheckStatus::kOk, "config/runtime.exs is evaluated at each start"};
  }
  return {"configuration", CheckStatus::kOk,
          "no config/runtime.exs: the configuration is that of the build, and changes with the next one"};
}

std::optional<CheckResult> check_assets(const fs::path& folder, std::string_view path) {
  if (!is_there(folder / "assets" / "package.json")) return std::nullopt;
  std::vector<std::string> missing;
  for (const char* program : {"node", "npm"}) {
    if (!find_program(program, path)) missing.emplace_back(program);
  }
  if (missing.empty()) return CheckResult{"assets", CheckStatus::kOk, "node and npm are there"};
  return CheckResult{"assets", CheckStatus::kWarning,
                     "assets/package.json needs " + joined(missing) +
                         ", not in PATH; install Node.js where `mix assets.deploy` runs"};
}

CheckResult check_build_folder(const Space& space) {
  if (!space.writable) {
    return {"_build", CheckStatus::kProblem,
            "can't be written by this user; change its owner, or set MIX_BUILD_PATH to another folder"};
  }
  const std::string left = std::to_string(space.free_bytes / kMebibyte) + " MB free";
  if (space.free_bytes < kTooLittle) {
    return {"_build", CheckStatus::kProblem, left + ", and a release takes about 100 MB; make room"};
  }
  if (!space.executable) {
    return {"_build", CheckStatus::kWarning,
            "the file system is mounted with noexec: releases can be made there, but not started; write them "
            "elsewhere with `slipway release --path DIR`"};
  }
  return {"_build", space.free_bytes < kComfortable ? CheckStatus::kWarning : CheckStatus::kOk,
          left + (space.free_bytes < kComfortable ? "; make room" : "")};
}

Space space_of(const fs::path& folder) {
  const fs::path build = folder / "_build";
  const fs::path place = is_there(build) ? build : folder;
  struct statvfs status {};
  if (::statvfs(place.c_str(), &status) != 0) throw SystemError(errno, "statvfs " + place.string());
  return {.free_bytes = std::uint64_t{status.f_bavail} * status.f_frsize,
          .writable = ::access(place.c_str(), W_OK | X_OK) == 0,
          .executable = (status.f_flag & ST_NOEXEC) == 0};
}

}  // namespace slipway::cli
