#pragma once

#include <filesystem>
#include <string>

namespace slipway::testkit {

/// Puts the files of a folder upon a base image (src/image/base_image.hpp) as a layer, and writes the image
/// as an archive with the name `reference`. Prints what of the base was replaced.
void image_upon(const std::string& base, const std::filesystem::path& folder, const std::string& reference,
                const std::filesystem::path& archive);

}  // namespace slipway::testkit
