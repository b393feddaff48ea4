#pragma once

#include "cli/command.hpp"

namespace slipway::cli {

/// `slipway release [NAME]`.
Command release_command();

}  // namespace slipway::cli
