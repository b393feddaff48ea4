#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "oci/image.hpp"

namespace slipway::oci {

/// A gzip layer with one file.
ImageLayer layer_of(std::string_view path, std::string_view content);

/// For linux/amd64, with two layers: etc/motd says `motd`, and app/hello "hello".
Image small_image(std::string_view motd = "welcome");

/// What a shell command prints, which must succeed.
std::string output_of(const std::string& command);

}  // namespace slipway::oci
