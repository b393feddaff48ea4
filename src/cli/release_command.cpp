#include "cli/release_command.hpp"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>

#include "base/interruption.hpp"
#include "cli/embedded.hpp"
#include "cli/project_folder.hpp"
#include "cli/release_memory.hpp"
#include "cli/release_report.hpp"
#include "cli/release_run.hpp"
#include "project/probe.hpp"
#include "project/slipway_toml.hpp"
#include "support/cache.hpp"
#include "support/file_stamp.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::array<OptionSpec, 11> kOptions = {{
    {"--path", "DIR", "write the release to DIR (default: _build/MIX_ENV/rel/NAME)"},
    {"--version", "VERSION", "the version of the release"},
    {"-f,--force", "", "compile everything anew"},
    {"--overwrite", "",
     "accepted as in `mix release`; an earlier build is always replaced, your own files stay"},
    {"--quiet", "", "print errors and what the compiler says only"},
    {"--json", "", "print the result as JSON, and everything else on standard error"},
    {"--no-cache", "", "make every file anew, and remember nothing for the next run"},
    {"--no-compile", "", "take what is compiled already"},
    {"--no-deps-check", "", "do not check the dependencies"},
    {"--no-archives-check", "", "do not check archives"},
    {"--no-elixir-version-check", "", "do not check the Elixir version that mix.exs asks for"},
}};

// What `mix release` takes of these.
constexpr std::array<std::string_view, 7> kMixFlags = {"--force",
                                                       "--overwrite",
                                                       "--quiet",
                                                       "--no-compile",
                                                       "--no-deps-check",
                                                       "--no-archives-check",
                                                       "--no-elixir-version-check"};

constexpr std::string_view kDetails =
    "Compiles the Mix project in this folder and assembles the release NAME of its mix.exs, as\n"
    "`mix release` does. MIX_ENV is prod where neither it nor mix.exs says otherwise.\n";

// What `mix release` is called with: the command line without what is ours alone.
std::vector<std::string> mix_arguments(const Arguments& arguments) {
  std::vector<std::string> words;
  if (arguments.positional()) words.push_back(*arguments.positional());
  for (const std::string_view flag : kMixFlags) {
    if (arguments.has(flag)) words.emplace_back(flag);
  }
  for (const char* option : {"--path", "--version"}) {
    const std::optional<std::string> value = arguments.value(option);
    if (value) words.insert(words.end(), {option, *value});
  }
  return words;
}

// Which Elixir compiled the probe is told by the VM; PATH keeps those of two installations apart.
constexpr std::string_view kCompiledProbe = "probe";

std::string search_path() {
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): nothing changes it
  return path == nullptr ? "" : path;
}

int run(const Arguments& arguments) {
  const std::int64_t began = file_clock();
  require_mix_project();
  const project::Settings settings = project::read_settings(fs::current_path()).value_or(project::Settings());
  const bool json = arguments.has("--json");
  ReleaseReport report(json                       ? ReleaseReport::Form::kJson
                       : arguments.has("--quiet") ? ReleaseReport::Form::kQuiet
                                                  : ReleaseReport::Form::kText);
  const std::vector<std::string> words = mix_arguments(arguments);
  const std::optional<Cache> cache = arguments.has("--no-cache") ? std::nullopt : Cache::open();
  const ReleaseMemory memory(cache, words);
  if (!arguments.has("--force")) {
    if (const std::optional<ReleaseSummary> summary = memory.unchanged_release()) {
      if (summary->quiet) report.set_quiet();
      for (const std::string& warning : summary->warnings) report.warn(warning);
      report.end_phase("check");
      report.tell_result(*summary, true);
      return 0;
    }
  }
  note_interruptions();
  // With --json, standard output is the result's alone.
  const std::string compiled = cache ? cache->get(kCompiledProbe, search_path()).value_or("") : "";
  project::Probe probe = project::Probe::start({.loader = embedded_loader(),
                                                .probe = embedded_probe(),
                                                .witness = memory.is_on() ? embedded_witness() : "",
                                                .compiled = compiled},
                                               words, StandardStreams{.output = json ? STDERR_FILENO : -1});
  std::vector<std::optional<RememberedRelease>> releases;
  while (const std::optional<project::ReleaseCall> call = probe.next_call()) {
    report.end_phase("compile");
    if (cache && probe.compiled()) cache->put(kCompiledProbe, search_path(), *probe.compiled());
    releases.push_back(ReleaseRun(*call, settings, memory, began, probe, report).run());
  }
  if (releases.empty()) {
    report.warn("nothing was assembled: the alias for `release` in mix.exs does not run \"release\"");
  }
  if (releases.size() == 1 && releases.front()) memory.remember(*releases.front());
  return 0;
}

}  // namespace

Command release_command() {
  return {.name = "release",
          .summary = "Assemble an OTP release from a Mix project",
          .details = kDetails,
          .positional =
              PositionalSpec{"NAME", "which release of mix.exs (default: the only one, or :default_release)"},
          .options = kOptions,
          .run = run};
}

}  // namespace slipway::cli
