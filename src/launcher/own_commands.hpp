#pragma once

#include <string>
#include <vector>

#include "erl/launch_plan.hpp"
#include "launcher/environment.hpp"

namespace slipway::launcher {

/// Runs a command of [commands] of slipway.toml: its steps one after the other, up to the first that fails,
/// whose exit status it gives. The last step replaces this process. `arguments` of the call follow the words
/// of the step, where there is only one.
///
/// `launcher` is this program's own path. Throws Error where a word can't be expanded, nothing of that name
/// is there, or several steps are called with arguments.
int run_own_command(const erl::LaunchOwnCommand& command, const std::vector<std::string>& arguments,
                    const std::string& launcher, const erl::LaunchPlan& plan, const Environment& environment);

}  // namespace slipway::launcher
