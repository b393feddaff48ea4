#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "launcher/environment.hpp"
#include "launcher/release.hpp"

namespace slipway::launcher {

/// What `health` finds, and its exit status (docs/operating.md). 1 and 2 stay what they are for all commands:
/// an error of the command itself, such as a missing cookie, and wrong usage.
enum class Health {
  kReady = 0,
  kStarting = 3,
  kStopping = 4,
  kUnhealthy = 5,    // it answers, but an application does not run, or the project says no
  kUnreachable = 6,  // no node, another cookie, or no answer in time
  kNotDistributed = 7,
};

/// "ready", "starting", ...
std::string_view name_of(Health health);

/// health [--live] [--json] [--timeout SECONDS]. Ready: the boot has ended (init:get_status/0), the permanent
/// applications of the boot script run, and `[health] ready` of slipway.toml, where set, is true or :ok.
/// Live: the node answers in time, whatever it says. One line goes to standard output.
int health_command(const std::vector<std::string>& words, const Release& release, Environment& environment);

/// The permanent applications that a boot script starts, or nothing where its {Name, Version} is another than
/// `script_id` (its external bytes, as init:script_id/0 gives it): then the node runs another version than
/// the one that lies here. Throws Error where the file is no boot script.
std::optional<std::vector<std::string>> permanent_applications(std::string_view boot_file,
                                                               std::string_view script_id);

}  // namespace slipway::launcher
