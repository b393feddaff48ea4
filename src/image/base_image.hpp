#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "image/blob_cache.hpp"
#include "image/root_view.hpp"
#include "oci/digest.hpp"
#include "oci/image.hpp"
#include "oci/image_config.hpp"
#include "oci/image_source.hpp"
#include "oci/reference.hpp"

namespace slipway::image {

/// What an image is built upon.
struct BaseImage {
  /// As it was given.
  std::string name;
  /// Of the manifest; nothing for "scratch" and for the archive of a root.
  std::optional<oci::Digest> digest = {};
  /// The lowest first. Their blobs are the base's own bytes.
  std::vector<oci::ImageLayer> layers = {};
  /// What images built upon it inherit, with the platform, `diff_ids` of the layers and their history.
  oci::ImageConfig config = {};
  /// What the layers make together. Never null.
  std::shared_ptr<const RootView> root = {};
  /// Holds what was unpacked, where `layers` lie in it.
  std::optional<oci::ImageSource> source = {};
};

/// How base images are found and read.
struct BaseOptions {
  /// What relative paths begin at.
  std::filesystem::path folder;
  /// What the release runs on; a base must be for the same.
  oci::Platform platform = {};
  /// Where temporary files are made.
  std::filesystem::path scratch;
};

/// Opens what `base = "..."` names:
///
///   scratch                           nothing
///   [oci:]DIR[:TAG|@DIGEST]           an OCI layout
///   [oci-archive:|docker-archive:]FILE[:NAME]    an archive of images, as `podman save` and `docker save`
///   write FILE                              the root itself as a tar archive, plain or by gzip, xz or zstd,
///   as
///                                     mmdebstrap and `docker export` write it
///
/// One of several images is chosen by TAG or NAME, one of several platforms by itself. The archive of a root
/// becomes one layer with the same content, byte for byte; what is not compressed by gzip is, through the
/// `cache`, because Docker before version 23 reads nothing else.
///
/// Throws Error for what is none of these. An image in a registry is fetched by the caller, who gives its
/// layout.
BaseImage open_base(const std::string& name, const BaseOptions& options, const BlobCache& cache);

/// The image in a registry that `name` means ("debian:bookworm-slim", "ghcr.io/team/base@sha256:..."):
/// nothing where a file or folder of that name is here, or it is a path. Throws Error where it is neither.
std::optional<oci::Reference> registry_base(const std::string& name, const std::filesystem::path& folder);

}  // namespace slipway::image
