#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace slipway::cli {

// How times, sizes and paths are told.

/// "0.012 s" or "1.4 s".
std::string seconds_text(double seconds);

/// "12.3 MB": of 10^6 bytes, as Docker counts.
std::string size_text(std::uint64_t bytes);

/// The path as it is seen from the working folder, where it lies below that.
std::string shortest(const std::filesystem::path& path);

}  // namespace slipway::cli
