#pragma once

#include "cli/command.hpp"

namespace slipway::cli {

Command build_command();

}  // namespace slipway::cli
