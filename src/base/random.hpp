#pragma once

#include <cstddef>
#include <string>

namespace slipway {

/// Bytes of the kernel's random generator, fit for secrets (getrandom(2)). Throws SystemError.
std::string random_bytes(std::size_t count);

}  // namespace slipway
