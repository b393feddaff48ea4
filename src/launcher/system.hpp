#pragma once

#include <string>
#include <vector>

#include "erl/launch_plan.hpp"
#include "launcher/command_words.hpp"
#include "launcher/environment.hpp"
#include "launcher/node.hpp"
#include "launcher/release.hpp"

namespace slipway::launcher {

/// Starts the system itself: start, start_iex and their like in the background. [hooks] of slipway.toml run
/// around it. As process 1, and where after_start, before_stop or after_stop are set, this launcher stays as
/// the parent of the VM; else it becomes the VM, as start_node does. In the background the process that holds
/// the terminal is the parent of that parent.
///
/// Returns an exit status where it did not become the VM.
int start_system(const erl::LaunchCommand& command, const CommandInput& input, const Release& release,
                 Environment& environment, Place place, const std::vector<std::string>& called_with);

}  // namespace slipway::launcher
