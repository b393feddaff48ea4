#pragma once

#include <span>
#include <string>
#include <vector>

#include "cli/command.hpp"

namespace slipway::cli {

/// Finds the command, reads its options and runs it; prints help and the version where that is asked for.
/// `words` are the arguments without the program's name. The result is the exit code: 0 done, 1 failed.
/// Throws UsageError where the command line is wrong, and what the command throws.
int run_command_line(const std::vector<std::string>& words, std::span<const Command> commands);

}  // namespace slipway::cli
