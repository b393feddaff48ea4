#pragma once

#include "cli/command.hpp"

namespace slipway::cli {

/// `slipway init`.
Command init_command();

}  // namespace slipway::cli
