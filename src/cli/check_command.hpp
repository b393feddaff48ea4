#pragma once

#include "cli/command.hpp"

namespace slipway::cli {

Command check_command();

}  // namespace slipway::cli
