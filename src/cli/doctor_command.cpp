#include "cli/doctor_command.hpp"

#include <sys/resource.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>

#include "base/error.hpp"
#include "cli/doctor_checks.hpp"
#include "cli/embedded.hpp"
#include "cli/project_folder.hpp"
#include "support/json.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

using Results = std::vector<CheckResult>;

constexpr std::array<OptionSpec, 1> kOptions = {{
    {"--json", "", R"(print [{"check": ..., "status": "ok", "warning" or "problem", "message": ...}, ...])"},
}};

constexpr std::string_view kDetails =
    "Looks at this machine and, in the folder of a Mix project, at the project as MIX_ENV=prod sees it.\n"
    "Nothing is changed, fetched or compiled. The exit code is 0 where no problem was found, and 1 "
    "otherwise;\n"
    "a warning is no problem.\n";

constexpr std::uint16_t kEpmdPort = 4369;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

std::uint16_t epmd_port() {
  const std::string text = variable("ERL_EPMD_PORT");
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && port > 0 ? port : kEpmdPort;
}

std::uint64_t open_files() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) throw SystemError(errno, "getrlimit");
  return limit.rlim_cur;
}

// As the launcher looks for a place for the cookie.
std::vector<fs::path> temporary_folders() {
  std::vector<fs::path> folders = {"/dev/shm"};
  if (const std::string folder = variable("TMPDIR"); !folder.empty()) folders.emplace_back(folder);
  folders.emplace_back("/tmp");
  return folders;
}

Results check_machine(const project::ElixirReport& report) {
  utsname names{};
  if (::uname(&names) != 0) throw SystemError(errno, "uname");
  Results results = {
      check_platform(static_cast<const char*>(names.sysname), static_cast<const char*>(names.machine),
                     report.vm ? report.vm->architecture : ""),
      check_elixir(report)};
  if (report.vm) {
    results.push_back(check_otp(*report.vm));
    results.push_back(check_locale(*report.vm));
  }
  results.push_back(check_temporary_folder(temporary_folders()));
  results.push_back(check_open_files(open_files()));
  results.push_back(check_epmd(epmd_port()));
  return results;
}

Results check_project_in(const fs::path& folder, const project::ElixirReport& report) {
  Results results;
  std::vector<std::string> template_folders;
  // Without a VM, nothing is known about mix.exs, and check_elixir has told why.
  if (report.vm) results.push_back(check_project(report));
  if (report.project) {
    results.push_back(check_package_tools(*report.project));
    results.push_back(check_dependencies(*report.project));
    template_folders = report.project->template_folders;
  }
  results.push_back(check_settings(folder));
  results.push_back(check_templates(folder, template_folders));
  results.push_back(check_runtime_configuration(folder));
  if (auto assets = check_assets(folder, variable("PATH"))) results.push_back(std::move(*assets));
  results.push_back(check_build_folder(space_of(folder)));
  return results;
}

std::string_view word_for(CheckStatus status) {
  switch (status) {
    case CheckStatus::kOk:
      return "ok";
    case CheckStatus::kWarning:
      return "warning";
    case CheckStatus::kProblem:
      break;
  }
  return "problem";
}

std::string padded(std::string_view text, std::size_t width) {
  std::string line(text);
  line.resize(std::max(width, line.size()), ' ');
  return line;
}

/// The message, its further lines indented as far as the first.
std::string line_of(const CheckResult& result) {
  constexpr std::size_t kStatusWidth = 9;
  constexpr std::size_t kCheckWidth = 18;
  std::string message = result.message;
  while (message.ends_with('\n')) message.pop_back();
  const std::string next_line = "\n" + std::string(kStatusWidth + kCheckWidth, ' ');
  for (std::size_t at = message.find('\n'); at != std::string::npos;
       at = message.find('\n', at + next_line.size())) {
    message.replace(at, 1, next_line);
  }
  return padded(word_for(result.status), kStatusWidth) + padded(result.check, kCheckWidth) + message + "\n";
}

std::string counted(std::ptrdiff_t count, const std::string& noun) {
  return (count == 0 ? "no" : std::to_string(count)) + " " + noun + (count == 1 ? "" : "s");
}

std::ptrdiff_t count_of(const Results& results, CheckStatus status) {
  return std::count_if(results.begin(), results.end(),
                       [status](const CheckResult& result) { return result.status == status; });
}

void print_lines(const Results& results, bool in_project) {
  std::string text;
  for (const CheckResult& result : results) text += line_of(result);
  text += "\n" + counted(count_of(results, CheckStatus::kProblem), "problem") + ", " +
          counted(count_of(results, CheckStatus::kWarning), "warning");
  if (!in_project) text += " (of this machine alone: there is no mix.exs in this folder)";
  std::puts(text.c_str());
}

void print_json(const Results& results) {
  Json::Array array;
  for (const CheckResult& result : results) {
    array.emplace_back(Json::Object{
        {"check", result.check}, {"status", word_for(result.status)}, {"message", result.message}});
  }
  std::fputs(write_json(array).c_str(), stdout);
}

int run(const Arguments& arguments) {
  const bool in_project = fs::exists(mix_file());
  ::setenv("MIX_ENV", "prod", 0);
  const project::ElixirReport report = project::ask_elixir(embedded_report(), in_project);
  Results results = check_machine(report);
  if (in_project) {
    for (CheckResult& result : check_project_in(fs::current_path(), report)) {
      results.push_back(std::move(result));
    }
  }
  if (arguments.has("--json")) {
    print_json(results);
  } else {
    print_lines(results, in_project);
  }
  return count_of(results, CheckStatus::kProblem) == 0 ? 0 : 1;
}

}  // namespace

Command doctor_command() {
  return {.name = "doctor",
          .summary = "Check what this machine and this project need for a release",
          .details = kDetails,
          .positional = std::nullopt,
          .options = kOptions,
          .run = run};
}

}  // namespace slipway::cli
