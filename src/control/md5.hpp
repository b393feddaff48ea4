#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace slipway::control {

/// The MD5 digest (RFC 1321), 16 bytes: what the handshake of the distribution protocol proves the cookie
/// with. It is here because a library that has it would be larger than the launcher.
std::string md5(std::string_view bytes);

}  // namespace slipway::control
