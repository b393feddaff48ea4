#pragma once

#include <string_view>

namespace slipway::launcher {

/// Writes to an open descriptor, mostly STDOUT_FILENO or STDERR_FILENO. Throws SystemError where that fails.
void print(int descriptor, std::string_view text);

}  // namespace slipway::launcher
