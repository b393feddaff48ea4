#pragma once

#include <string>
#include <string_view>

#include "base/process.hpp"

namespace slipway::project {

/// What an Elixir script of ours answered.
struct ElixirAnswer {
  /// False where there is no `elixir` in PATH.
  bool has_elixir = true;
  /// What it wrote to the file that it was given; empty where it did not come that far.
  std::string bytes = {};
  /// What the VM printed.
  std::string output = {};
  ExitStatus status = {};
};

/// Runs a script (its source text) in the current folder, with the path of a file for its answer as its last
/// argument: alone, or where `task` names one that it defines, as a task of Mix, which has then loaded
/// mix.exs. MIX_ENV must be set then. At most 256 MiB are taken.
ElixirAnswer run_elixir_script(std::string_view source, const std::string& task);

}  // namespace slipway::project
