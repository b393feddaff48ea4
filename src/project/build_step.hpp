#pragma once

#include <string>
#include <vector>

#include "base/command_words.hpp"

namespace slipway::project {

/// What a step reads and what it leaves behind, by which the next run knows whether it has to run again.
/// Paths are relative to the project's folder, or absolute: a file, a folder with all below it, or a pattern
/// of glob(7).
struct StepFiles {
  std::vector<std::string> inputs = {};
  std::vector<std::string> outputs = {};
  /// Folders of which the names count alone: what a package manager put there belongs to it.
  std::vector<std::string> listings = {};
};

/// A command on the way from a clone to a release.
struct BuildStep {
  CommandLine command;
  /// Where it runs, relative to the project's folder; empty: there.
  std::string folder = {};
  /// Whether `files` tells all that it depends on; a step of which that is not known runs each time.
  bool knows_files = false;
  StepFiles files = {};
};

/// "npm ci in assets"
std::string title_of(const BuildStep& step);

}  // namespace slipway::project
