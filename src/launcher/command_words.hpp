#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "erl/launch_plan.hpp"
#include "launcher/environment.hpp"
#include "launcher/release.hpp"

namespace slipway::launcher {

/// What the user gave to a command such as eval: EXPRESSION [--] [ARGUMENT...]. "--file PATH" in the place of
/// the expression stands for the expressions of that file, and "--mfa MODULE FUNCTION" for the call of that
/// function with the arguments.
struct CommandInput {
  std::string expression;
  std::vector<std::string> arguments;
};

/// Throws Error where the command of the plan takes an expression and there is none. Other commands ignore
/// what follows them.
CommandInput read_command_input(const erl::LaunchCommand& command, const std::vector<std::string>& words);

bool uses(const erl::LaunchCommand& command, erl::LaunchWord word);

/// The arguments of `erl` for a command: its words in the launch plan, each replaced by what it stands for.
std::vector<std::string> command_words(const erl::LaunchCommand& command, const CommandInput& input,
                                       const Release& release, const Environment& environment);

}  // namespace slipway::launcher
