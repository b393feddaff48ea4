#pragma once

#include <string>
#include <string_view>

#include "erl/launch_plan.hpp"

namespace slipway::launcher {

/// The help text: the commands that this version of the release has.
std::string usage(std::string_view program, const erl::LaunchPlan& plan);

/// Whether this is a command of Mix's releases that no launch plan has yet.
bool comes_later(std::string_view command);

/// Why `command` can't be run, with the command that was meant if it looks like a typing error.
std::string refusal(std::string_view command, const erl::LaunchPlan& plan);

}  // namespace slipway::launcher
