#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace slipway::registry {

// RFC 4648, section 4: with "+", "/" and "=" at the end.

std::string base64_encoded(std::string_view bytes);
/// Nothing for what is none. Blanks and line ends are passed over.
std::optional<std::string> base64_decoded(std::string_view text);

}  // namespace slipway::registry
