#pragma once

#include <string>

#include "control/node_connection.hpp"
#include "launcher/release.hpp"

namespace slipway::launcher {

/// `bin/NAME profile`: prints the boot profile (erl/boot_profile.hpp) of the running system, the modules that
/// it has loaded from files in its code path. Throws Error where the system is in embedded mode: it has all
/// modules loaded, used or not. Warns where a profile was loaded at its start, so that it holds all of that.
///
/// Nothing is loaded for it but erpc, which all commands of bin/NAME use that ask the system, health first of
/// all: that is recorded.
int print_profile(control::NodeConnection& node, const Release& release);

}  // namespace slipway::launcher
