#pragma once

#include "cli/command.hpp"

namespace slipway::cli {

Command assets_command();

}  // namespace slipway::cli
