#pragma once

#include <string>
#include <vector>

#include "erl/launch_plan.hpp"
#include "launcher/command_words.hpp"
#include "launcher/environment.hpp"
#include "launcher/release.hpp"

namespace slipway::launcher {

/// kUnderParent: in a process whose parent waits for the VM (parent.hpp).
enum class Place { kHere, kUnderParent, kBackground };

/// Exports everything that the start of a command depends on (settings.hpp), but for the configuration of
/// this start. What is set already stays as it is.
void set_start_variables(const erl::LaunchCommand& command, const Release& release, Environment& environment);

/// Becomes the VM of a command of the launch plan. Returns an exit status only where the arguments ask to be
/// printed (-emu_args_exit and the like), or where the VM runs in the background. `called_with` is what this
/// launcher was called with, for a node that is started again by heart(3).
int start_node(const erl::LaunchCommand& command, const CommandInput& input, const Release& release,
               Environment& environment, Place place, const std::vector<std::string>& called_with);

}  // namespace slipway::launcher
