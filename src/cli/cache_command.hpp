#pragma once

#include "cli/command.hpp"

namespace slipway::cli {

Command cache_command();

}  // namespace slipway::cli
