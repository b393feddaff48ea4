#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/image_options.hpp"
#include "cli/release_report.hpp"
#include "image/base_image.hpp"
#include "image/blob_cache.hpp"
#include "image/layer_writer.hpp"
#include "image/library_closure.hpp"
#include "oci/image.hpp"

namespace slipway::cli {

/// An image, before it is written anywhere.
struct BuiltImage {
  oci::NamedImage image;
  std::vector<image::Layer> layers;
  /// How many files each layer has.
  std::vector<std::size_t> files;
  std::vector<std::string> warnings;
  /// What whoever runs it has to know.
  std::vector<std::string> notes;
  /// Why it has a shell; empty where it brings none.
  std::vector<std::string> shell_reasons;
  /// Holds what the image has of its base.
  std::optional<image::BaseImage> base;
  /// Where the base came from, if from a registry.
  std::optional<oci::Reference> base_reference;
  /// Why the time in the image is what it is: "of the commit".
  std::string created_from;
};

/// The folder in which compressed layers are kept: the cache's, or a temporary one.
image::BlobCache open_blob_cache(bool use_cache);

/// Gets a base of a registry for a platform; the layout that holds it.
using BaseFetcher = std::function<std::filesystem::path(const oci::Reference&, const oci::Platform&)>;

/// What the first of these ELF files was built for. Throws Error where no images are made for that machine.
oci::Platform platform_of(const std::vector<image::NeedingFile>& programs);

/// Opens the base of the settings, for that platform, as the base of `built`.
void open_base_of(BuiltImage& built, const ImageWish& wish, const oci::Platform& platform,
                  const image::BlobCache& cache, const BaseFetcher& fetch_base);

image::Compression compression_of(const project::ImageSettings& settings);

/// Throws Error where the release can't run in an image.
BuiltImage build_image(const ReleaseSummary& release, const ImageWish& wish, const image::BlobCache& cache,
                       const BaseFetcher& fetch_base);

}  // namespace slipway::cli
