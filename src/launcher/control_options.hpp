#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slipway::launcher {

/// The options of the commands that ask the running system, in front of their words.
struct ControlOptions {
  std::optional<std::chrono::milliseconds> timeout;  // --timeout SECONDS
  std::optional<std::string> file;                   // --file PATH
  bool mfa = false;                                  // --mfa: MODULE FUNCTION [ARGUMENT...] are the words
  bool wait = true;                                  // --no-wait
  bool live = false;                                 // --live
  bool json = false;                                 // --json
  std::vector<std::string> words;
};

/// Reads `words` up to the first that is no option, or behind --mfa or "--". `allowed` are the names of the
/// options that `command` has ("--timeout"). Throws UsageError for others, and for missing or wrong values.
ControlOptions read_control_options(std::string_view command, const std::vector<std::string>& words,
                                    const std::vector<std::string_view>& allowed);

}  // namespace slipway::launcher
