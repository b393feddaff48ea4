#pragma once

#include "cli/command.hpp"

namespace slipway::cli {

/// `slipway run`.
Command run_command();

}  // namespace slipway::cli
