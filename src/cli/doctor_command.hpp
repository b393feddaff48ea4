#pragma once

#include "cli/command.hpp"

namespace slipway::cli {

/// `slipway doctor`.
Command doctor_command();

}  // namespace slipway::cli
