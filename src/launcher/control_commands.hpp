#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/environment.hpp"
#include "launcher/release.hpp"

namespace slipway::launcher {

/// Runs a command that asks the running system without a VM of its own: rpc, ping, pid, stop, restart,
/// health. `words` follow its name. Gives the exit status; nothing where `command` is another one, or where
/// only a second VM can reach the system (then SLIPWAY_VERBOSE=1 has us say why).
std::optional<int> run_control_command(std::string_view command, const std::vector<std::string>& words,
                                       const Release& release, Environment& environment);

}  // namespace slipway::launcher
