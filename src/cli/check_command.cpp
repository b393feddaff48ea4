#include "cli/check_command.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/embedded.hpp"
#include "cli/project_folder.hpp"
#include "cli/sizes.hpp"
#include "erl/external.hpp"
#include "project/check_judgement.hpp"
#include "project/elixir_script.hpp"
#include "project/installed_modules.hpp"
#include "project/slipway_toml.hpp"
#include "support/json.hpp"

namespace slipway::cli {
namespace {

using project::CheckFinding;
using Severity = project::CheckFinding::Severity;

constexpr std::array<OptionSpec, 3> kOptions = {{
    {"--strict", "", "end with status 1 where there are warnings"},
    {"--deps", "", "show what is found in dependencies, too"},
    {"--json", "", "print the findings as JSON"},
}};

constexpr std::string_view kDetails =
    "Looks in the sources for what works in development and not in a release: values read while compiling,\n"
    "secrets and variables that would be baked into it, calls of Mix, modules of applications that are not "
    "in\n"
    "it. Nothing is compiled; elixir parses. `# slipway: ignore` on a line, or on one of its own above it,\n"
    "silences what is found there.\n";

project::CheckFacts ask_for_facts() {
  ::setenv("MIX_ENV", "prod", 0);
  const project::ElixirAnswer answer = project::run_elixir_script(embedded_check(), "slipway.check");
  if (!answer.has_elixir)
    throw Error("there is no `elixir` in PATH, which parses the sources; install Elixir");
  if (!answer.status.success() || answer.bytes.empty()) {
    throw Error(concat(
        {"the project could not be looked at (elixir ", answer.status.describe(), "):\n", answer.output}));
  }
  return project::read_check_facts(erl::decode_external(answer.bytes, "what Elixir answers"));
}

const char* word_for(Severity severity) { return severity == Severity::kWarning ? "warning" : "note"; }

Json to_json(const CheckFinding& finding) {
  return Json::Object{{"severity", word_for(finding.severity)},
                      {"rule", finding.rule},
                      {"path", finding.path},
                      {"line", static_cast<std::int64_t>(finding.line)},
                      {"problem", finding.problem},
                      {"advice", finding.advice},
                      {"dependency", finding.dependency.empty() ? Json(nullptr) : Json(finding.dependency)}};
}

std::string counted(std::size_t count, const char* word) {
  return concat({std::to_string(count), " ", word, count == 1 ? "" : "s"});
}

void print(const std::string& text) {
  if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0)
    throw SystemError(errno, "write the result");
}

void print_text(const std::vector<CheckFinding>& findings, bool with_dependencies, const std::string& where) {
  std::string text;
  std::size_t warnings = 0;
  std::size_t notes = 0;
  std::size_t in_dependencies = 0;
  for (const CheckFinding& finding : findings) {
    if (!finding.dependency.empty()) ++in_dependencies;
    if (finding.dependency.empty()) ++(finding.severity == Severity::kWarning ? warnings : notes);
    if (!finding.dependency.empty() && !with_dependencies) continue;
    text += concat({finding.path, ":", std::to_string(finding.line), ": ", word_for(finding.severity), ": ",
                    finding.problem, "\n    instead: ", finding.advice, "\n"});
  }
  text += concat({counted(warnings, "warning"), " and ", counted(notes, "note"), " in ", where});
  if (in_dependencies > 0) {
    text += concat({"; ", counted(in_dependencies, "note"), " in dependencies",
                    with_dependencies ? "" : " (--deps shows them)"});
  }
  print(text + "\n");
}

int run(const Arguments& arguments) {
  require_mix_project();
  const project::CheckSettings settings =
      project::read_settings(std::filesystem::current_path()).value_or(project::Settings()).check;
  const auto begin = std::chrono::steady_clock::now();
  const project::CheckFacts facts = ask_for_facts();
  const std::vector<CheckFinding> findings = project::without_ignored(
      project::judge(facts, project::find_installed_modules(facts.installed)), settings);
  const bool with_dependencies = arguments.has("--deps");
  if (arguments.has("--json")) {
    Json::Array array;
    for (const CheckFinding& finding : findings) {
      if (with_dependencies || finding.dependency.empty()) array.push_back(to_json(finding));
    }
    print(write_json(array));
  } else {
    const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
    const std::size_t files = facts.files.size() + facts.configuration.size();
    print_text(findings, with_dependencies,
               concat({counted(files, "file"), ", ", seconds_text(spent.count())}));
    if (!facts.reachable) {
      print(
          "The project is not compiled, so its applications are not known; `slipway release` compiles it\n");
    }
  }
  const bool has_warnings = std::any_of(findings.begin(), findings.end(), [](const CheckFinding& finding) {
    return finding.severity == Severity::kWarning;
  });
  return (arguments.has("--strict") || settings.is_strict) && has_warnings ? 1 : 0;
}

}  // namespace

Command check_command() {
  return {.name = "check",
          .summary = "Find in the sources what would go wrong in a release",
          .details = kDetails,
          .positional = std::nullopt,
          .options = kOptions,
          .run = run};
}

}  // namespace slipway::cli
