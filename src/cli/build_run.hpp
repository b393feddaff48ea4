#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "cli/build_report.hpp"
#include "project/build_step.hpp"

namespace slipway::cli {

struct BuildRun {
  /// Absolute.
  std::filesystem::path project;
  std::string mix_env;
  /// Skip what has not changed since it last ran.
  bool use_cache = true;
  /// Let the steps print as they go on.
  bool verbose = false;
};

/// Runs the steps, one after the other, in the folder of the project; with their standard input empty, so
/// that none waits for an answer. A step is skipped where it read and left behind the same as when it last
/// ran (remembered in the cache). Throws Error where one fails, after its output was shown, and Interrupted.
void run_steps(const std::vector<project::BuildStep>& steps, const BuildRun& run, BuildReport& report);

/// Runs this program with other words: what it prints is shown as it is, or is the result of an event. Where
/// `is_brief`, it says no more than what went wrong, and a line tells the time that it took.
void run_ourselves(const std::vector<std::string>& words, bool is_brief, const BuildRun& run,
                   BuildReport& report);

}  // namespace slipway::cli
