#pragma once

#include "cli/command.hpp"

namespace slipway::cli {

Command push_command();

}  // namespace slipway::cli
