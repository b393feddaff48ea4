#pragma once

#include "cli/command.hpp"

namespace slipway::cli {

/// `slipway completions`.
Command completions_command();

}  // namespace slipway::cli
