#pragma once

#include <span>

#include "cli/command.hpp"

namespace slipway::cli {

/// The table of commands, in the order of the help.
std::span<const Command> all_commands();

}  // namespace slipway::cli
