#pragma once

#include "erl/launch_plan.hpp"
#include "launcher/command_words.hpp"
#include "launcher/environment.hpp"
#include "launcher/release.hpp"

namespace slipway::launcher {

/// Becomes the VM of a command of the launch plan. Returns an exit status only where the arguments ask to be
/// printed
/// (-emu_args_exit and the like).
int start_node(const erl::LaunchCommand& command, const CommandInput& input, const Release& release,
               Environment& environment);

}  // namespace slipway::launcher
