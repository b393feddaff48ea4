#include "cli/assemble_releases.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>

#include "base/interruption.hpp"
#include "cli/embedded.hpp"
#include "cli/project_folder.hpp"
#include "cli/release_memory.hpp"
#include "cli/release_run.hpp"
#include "project/probe.hpp"
#include "project/slipway_toml.hpp"
#include "support/cache.hpp"
#include "support/file_stamp.hpp"

namespace slipway::cli {
namespace {

namespace fs = std::filesystem;

// Which Elixir compiled the probe is told by the VM; PATH keeps those of two installations apart.
constexpr std::string_view kCompiledProbe = "probe";

std::string search_path() {
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): nothing changes it
  return path == nullptr ? "" : path;
}

}  // namespace

std::vector<ReleaseSummary> assemble_releases(const ReleaseWish& wish, ReleaseReport& report) {
  const std::int64_t began = file_clock();
  require_mix_project();
  project::Settings settings = project::read_settings(fs::current_path()).value_or(project::Settings());
  if (wish.without_profile) settings.boot_profile.reset();
  const SourceCheck check =
      settings.check.is_strict && wish.check == SourceCheck::kTell ? SourceCheck::kStrict : wish.check;
  const std::optional<Cache> cache = wish.use_cache ? Cache::open() : std::nullopt;
  const ReleaseMemory memory(cache, wish.mix_arguments);
  if (!wish.force && !wish.without_profile) {
    const std::optional<ReleaseSummary> summary = memory.unchanged_release();
    if (summary && (summary->check || check == SourceCheck::kNone)) {
      if (check != SourceCheck::kNone) require_clean(summary->check, check);
      if (summary->quiet) report.set_quiet();
      for (const std::string& warning : summary->warnings) report.warn(warning);
      if (check != SourceCheck::kNone && !summary->check->empty()) report.warn(*summary->check);
      report.end_phase("check");
      report.tell_result(*summary, true);
      return {*summary};
    }
  }
  note_interruptions();
  const std::string compiled = cache ? cache->get(kCompiledProbe, search_path()).value_or("") : "";
  project::Probe probe = project::Probe::start(
      {.loader = embedded_loader(),
       .probe = embedded_probe(),
       .witness = memory.is_on() ? embedded_witness() : "",
       .check = embedded_check(),
       .compiled = compiled},
      wish.mix_arguments, StandardStreams{.output = wish.frees_output ? STDERR_FILENO : -1});
  std::vector<ReleaseSummary> summaries;
  std::vector<std::optional<RememberedRelease>> releases;
  while (const std::optional<project::ReleaseCall> call = probe.next_call()) {
    report.end_phase("compile");
    if (cache && probe.compiled()) cache->put(kCompiledProbe, search_path(), *probe.compiled());
    ReleaseRun run(*call, settings, memory, began, check, probe, report);
    releases.push_back(run.run());
    summaries.push_back(run.summary());
  }
  if (releases.size() == 1 && releases.front() && !wish.without_profile) {
    // What the next run prints is its own wish, or that of mix.exs.
    if (std::find(wish.mix_arguments.begin(), wish.mix_arguments.end(), "--quiet") !=
        wish.mix_arguments.end())
      releases.front()->summary.quiet = false;
    memory.remember(*releases.front());
  }
  return summaries;
}

}  // namespace slipway::cli
