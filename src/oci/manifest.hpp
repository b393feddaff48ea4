#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oci/descriptor.hpp"
#include "oci/media_types.hpp"

namespace slipway::oci {

/// An image: its configuration and its layers, the lowest first (manifest.md). Docker's manifest version 2,
/// schema 2, has the same form and other media types.
struct Manifest {
  std::string media_type = std::string(kManifestType);
  /// Of what is no image for a container, such as an SBOM; else empty.
  std::string artifact_type = {};
  Descriptor config = {};
  std::vector<Descriptor> layers = {};
  std::optional<Descriptor> subject = {};
  Annotations annotations = {};

  bool operator==(const Manifest&) const = default;
};

/// No engine takes more layers: Docker 20.10 refuses the 126th, podman the 129th.
inline constexpr std::size_t kMostLayers = 125;

/// The bytes of a manifest, without spaces. The same value has the same bytes.
std::string write_manifest(const Manifest& manifest);
/// Throws Error "SOURCE: /POINTER: problem" for what is no manifest of version 2. Members that are not in
/// `Manifest` are dropped.
Manifest read_manifest(std::string_view text, std::string_view source);

/// The same for several platforms, or the names in a layout (image-index.md).
struct ImageIndex {
  std::string media_type = std::string(kIndexType);
  std::vector<Descriptor> manifests = {};
  Annotations annotations = {};

  bool operator==(const ImageIndex&) const = default;
};

std::string write_index(const ImageIndex& index);
ImageIndex read_index(std::string_view text, std::string_view source);

}  // namespace slipway::oci
