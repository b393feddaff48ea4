#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace slipway::release {

/// The content of releases/COOKIE: `configured` (the release's option) where it is set, else what the release
/// folder holds already, else a new one of 256 random bits in Base32, as Mix.Release.make_cookie/2 has it.
std::string decide_cookie(const std::optional<std::string>& configured, const std::filesystem::path& release);

/// RFC 4648, section 6, with padding.
std::string base32(std::string_view bytes);

}  // namespace slipway::release
