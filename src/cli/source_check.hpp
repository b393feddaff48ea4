#pragma once

#include <optional>
#include <set>
#include <string>

#include "cli/release_report.hpp"
#include "project/check_settings.hpp"
#include "project/probe.hpp"

namespace slipway::cli {

/// What `slipway release` does about the project's own sources.
enum class SourceCheck {
  kNone,
  /// A warning that names what `slipway check` finds.
  kTell,
  /// The same as an error, before anything is written.
  kStrict,
};

/// The warnings among the findings in a line: how many, the first of them with rule, path and line, and where
/// to read on. Empty without any.
std::string warnings_in_a_line(const std::vector<project::CheckFinding>& findings);

/// Ends --strict where `check` has something to tell.
void require_clean(const std::optional<std::string>& check, SourceCheck wish);

/// Lets the probe parse the sources while the release is assembled; with kStrict, before that.
class ReleaseCheck {
 public:
  ReleaseCheck(SourceCheck wish, const project::CheckSettings& settings, project::Probe& probe)
      : wish_(wish), settings_(settings), probe_(probe) {}

  /// `applications` are those of the release. Throws Error with kStrict, where something is found.
  void begin(std::set<std::string> applications);
  /// What there is to tell, as ReleaseSummary::check.
  std::optional<std::string> end(const ReleaseReport& report);

 private:
  std::string judge();

  SourceCheck wish_;
  const project::CheckSettings& settings_;
  project::Probe& probe_;
  std::set<std::string> applications_ = {};
};

}  // namespace slipway::cli
