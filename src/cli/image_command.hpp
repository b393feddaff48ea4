#pragma once

#include "cli/command.hpp"

namespace slipway::cli {

/// `slipway image`: a release as a container image.
Command image_command();

}  // namespace slipway::cli
