#pragma once

#include <string>
#include <vector>

namespace slipway::image {

/// Of the versions that a library defines the newest one of the same family, "GLIBC_2.36" for "GLIBC_2.38";
/// empty where it has none with a number (GLIBC_PRIVATE is none).
std::string newest_like(const std::string& version, const std::vector<std::string>& versions);

}  // namespace slipway::image
