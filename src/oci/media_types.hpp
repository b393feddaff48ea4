#pragma once

#include <optional>
#include <string_view>

namespace slipway::oci {

// OCI image specification 1.1, media-types.md.
inline constexpr std::string_view kIndexType = "application/vnd.oci.image.index.v1+json";
inline constexpr std::string_view kManifestType = "application/vnd.oci.image.manifest.v1+json";
inline constexpr std::string_view kConfigType = "application/vnd.oci.image.config.v1+json";
inline constexpr std::string_view kLayerTarType = "application/vnd.oci.image.layer.v1.tar";
inline constexpr std::string_view kLayerGzipType = "application/vnd.oci.image.layer.v1.tar+gzip";
inline constexpr std::string_view kLayerZstdType = "application/vnd.oci.image.layer.v1.tar+zstd";

// What Docker's image manifest version 2, schema 2, calls the same. They are read, never written but as the
// types of layers that were taken over.
inline constexpr std::string_view kDockerManifestListType =
    "application/vnd.docker.distribution.manifest.list.v2+json";
inline constexpr std::string_view kDockerManifestType =
    "application/vnd.docker.distribution.manifest.v2+json";
inline constexpr std::string_view kDockerConfigType = "application/vnd.docker.container.image.v1+json";
inline constexpr std::string_view kDockerLayerTarType = "application/vnd.docker.image.rootfs.diff.tar";
inline constexpr std::string_view kDockerLayerGzipType = "application/vnd.docker.image.rootfs.diff.tar.gzip";

bool is_index_type(std::string_view media_type);
bool is_manifest_type(std::string_view media_type);
bool is_config_type(std::string_view media_type);

/// How a layer is compressed.
enum class LayerCompression { kNone, kGzip, kZstd };

/// Nothing for what is no layer, or may not be handed on (the "nondistributable" and "foreign" types).
std::optional<LayerCompression> layer_compression(std::string_view media_type);

/// OCI's type of such a layer.
std::string_view layer_type(LayerCompression compression);

/// The OCI type of what Docker's type names, or the type itself: both describe the same bytes.
std::string_view as_oci_type(std::string_view media_type);

}  // namespace slipway::oci
