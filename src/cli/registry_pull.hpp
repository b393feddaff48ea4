#pragma once

#include <cstdio>
#include <filesystem>

#include "cli/registry_access.hpp"
#include "oci/descriptor.hpp"
#include "oci/reference.hpp"

namespace slipway::cli {

struct PulledImage {
  /// Holds the image for the platform.
  std::filesystem::path layout;
  /// Of what the name leads to: an index or a manifest.
  oci::Digest digest;
  std::uint64_t moved_bytes = 0;
};

/// Fetches the image into the store, unless it is there: one that is named by its digest needs no registry
/// then. `stream` is where it is told, if at all. Throws Error where it can't be had.
PulledImage pull_image(RegistryWish registries, const oci::Reference& reference,
                       const oci::Platform& platform, const registry::ImageStore& store, std::FILE* stream);

}  // namespace slipway::cli
