#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cli/command.hpp"

namespace slipway::cli {

/// `slipway secret [LENGTH]`.
Command secret_command();

/// The first `length` characters of the Base64 form (RFC 4648, section 4) of as many random bytes, as
/// `mix phx.gen.secret` makes them: each character holds 6 random bits. From getrandom(2).
std::string make_secret(std::size_t length);

/// Base64 without padding.
std::string base64(std::string_view bytes);

}  // namespace slipway::cli
