#pragma once

#include <span>
#include <string>

#include "cli/command.hpp"

namespace slipway::cli {

// Scripts that complete the commands and options of `slipway`. They are made from the table of commands alone
// and start no program as they complete.
std::string bash_completions(std::span<const Command> commands);
std::string zsh_completions(std::span<const Command> commands);
std::string fish_completions(std::span<const Command> commands);

}  // namespace slipway::cli
