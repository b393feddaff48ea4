#pragma once

#include <vector>

#include "erl/launch_plan.hpp"
#include "project/settings_source.hpp"
#include "support/toml.hpp"

namespace slipway::project {

// [hooks] and [commands] of slipway.toml: what the launcher runs, without a shell.
//
//   [hooks]
//   before_start = [["migrate"], ["/usr/bin/logger", "-t", "${RELEASE_NAME}", "starts"]]
//
//   [commands]
//   migrate = ["eval", "Shop.Release.migrate()"]        # one step, which takes the arguments of the call
//   reset = [["eval", "Shop.Release.drop()"], ["migrate"]]
//
// A step is an array of words. Its first word is a command of bin/NAME (eval, rpc, ...), another command of
// [commands], or a program. All words hold expressions, which the launcher replaces as it runs them.

inline constexpr std::size_t kLongestCommandName = 64;

/// Throws Error at what is not understood, and at a hook that would start or stop the system.
erl::LaunchHooks read_hooks(const TomlTable& table, const std::vector<erl::LaunchOwnCommand>& commands,
                            const SettingsSource& source);

/// In the order of the file. Throws Error at what is not understood, at a name that bin/NAME uses itself, and
/// at commands that run each other for ever.
std::vector<erl::LaunchOwnCommand> read_own_commands(const TomlTable& table, const SettingsSource& source);

}  // namespace slipway::project
