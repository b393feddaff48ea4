#pragma once

#include <cstddef>
#include <string>

namespace slipway::launcher {

/// `digits` random hexadecimal digits from the kernel.
std::string random_hex(std::size_t digits);

}  // namespace slipway::launcher
