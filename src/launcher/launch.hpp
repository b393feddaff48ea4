#pragma once

#include <string>
#include <vector>

#include "launcher/environment.hpp"

namespace slipway::launcher {

/// The launcher. `arguments` come without the program's name. Returns the exit status where nothing was
/// executed; throws Error where something is wrong.
int launch(std::vector<std::string> arguments, Environment environment);

}  // namespace slipway::launcher
