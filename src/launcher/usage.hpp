#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "erl/launch_plan.hpp"

namespace slipway::launcher {

/// The help text: the commands that this version of the release has.
std::string usage(std::string_view program, const erl::LaunchPlan& plan);

/// The command of the launcher that shows the terminal of a node in the background.
inline constexpr std::string_view kAttach = "attach";
/// Commands of the launcher that ask the running system.
inline constexpr std::string_view kPing = "ping";
inline constexpr std::string_view kHealth = "health";
inline constexpr std::string_view kProfile = "profile";

/// The command of the plan that `daemon` and `daemon_iex` run in the background; nothing for other commands.
std::optional<std::string_view> command_in_background(std::string_view command);

/// Why `command` can't be run, with the command that was meant if it looks like a typing error.
std::string refusal(std::string_view command, const erl::LaunchPlan& plan);

}  // namespace slipway::launcher
