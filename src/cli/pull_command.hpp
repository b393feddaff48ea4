#pragma once

#include "cli/command.hpp"

namespace slipway::cli {

Command pull_command();

}  // namespace slipway::cli
