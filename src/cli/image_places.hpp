#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "oci/descriptor.hpp"

namespace slipway::cli {

/// Where an image lies on this machine: a layout or an archive, and which of the images in it ("" for the
/// only one).
struct ImagePlace {
  std::filesystem::path path;
  std::string name;
};

/// Of "oci:DIR", "oci:DIR:TAG" or the path of an archive or layout that is there; nothing for other texts.
std::optional<ImagePlace> image_place(const std::string& text);

/// The archive that `slipway image` wrote last for the release of that name, or for any: beside rel/ in
/// _build/MIX_ENV. Throws Error where there is none.
std::filesystem::path last_archive(const std::optional<std::string>& release);

/// What this machine runs.
oci::Platform this_platform();

}  // namespace slipway::cli
