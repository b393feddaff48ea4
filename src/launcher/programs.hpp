#pragma once

#include <optional>
#include <string>

#include "launcher/environment.hpp"

namespace slipway::launcher {

/// The program that a shell would execute: `name` itself where it holds a slash, else the first in PATH.
std::optional<std::string> find_program(const std::string& name, const Environment& environment);

}  // namespace slipway::launcher
