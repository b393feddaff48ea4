#pragma once

#include <string>
#include <vector>

#include "cli/release_report.hpp"
#include "cli/source_check.hpp"

namespace slipway::cli {

struct ReleaseWish {
  /// Of `mix release`.
  std::vector<std::string> mix_arguments;
  /// Compile everything anew, and believe nothing of the run before.
  bool force = false;
  bool use_cache = true;
  /// What the VM prints goes to standard error: standard output is the result's alone.
  bool frees_output = false;
  /// Do as if slipway.toml had no [boot] profile, and remember nothing: it is about to be taken.
  bool without_profile = false;
  SourceCheck check = SourceCheck::kTell;
};

/// Has the Mix project in this folder compiled, and its release assembled; where nothing has changed since
/// the last time, that is found out without a VM. What was made, in its order: an alias of mix.exs can make
/// several releases, or none. Throws Error, and Interrupted.
std::vector<ReleaseSummary> assemble_releases(const ReleaseWish& wish, ReleaseReport& report);

}  // namespace slipway::cli
