#include "oci/media_types.hpp"

#include <array>
#include <utility>

namespace slipway::oci {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array kTypes = {
    Pair(kDockerManifestListType, kIndexType),
    Pair(kDockerManifestType, kManifestType),
    Pair(kDockerConfigType, kConfigType),
    Pair(kDockerLayerTarType, kLayerTarType),
    Pair(kDockerLayerGzipType, kLayerGzipType),
    // Written by Docker and buildah where they use zstd in Docker's format, which has no type for it.
    Pair("application/vnd.docker.image.rootfs.diff.tar.zstd", kLayerZstdType),
};

}  // namespace

std::string_view as_oci_type(std::string_view media_type) {
  for (const auto& [docker, oci] : kTypes) {
    if (media_type == docker) return oci;
  }
  return media_type;
}

bool is_index_type(std::string_view media_type) { return as_oci_type(media_type) == kIndexType; }
bool is_manifest_type(std::string_view media_type) { return as_oci_type(media_type) == kManifestType; }
bool is_config_type(std::string_view media_type) { return as_oci_type(media_type) == kConfigType; }

std::optional<LayerCompression> layer_compression(std::string_view media_type) {
  for (const auto compression : {LayerCompression::kNone, LayerCompression::kGzip, LayerCompression::kZstd}) {
    if (as_oci_type(media_type) == layer_type(compression)) return compression;
  }
  return std::nullopt;
}

std::string_view layer_type(LayerCompression compression) {
  if (compression == LayerCompression::kGzip) return kLayerGzipType;
  return compression == LayerCompression::kZstd ? kLayerZstdType : kLayerTarType;
}

}  // namespace slipway::oci
