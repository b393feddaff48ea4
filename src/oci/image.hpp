#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "oci/image_config.hpp"
#include "oci/manifest.hpp"
#include "oci/reference.hpp"

namespace slipway::oci {

/// A part of a file: a blob in a cache or a layout (from 0 to its end), or one in an uncompressed archive.
/// Its size is that of the descriptor.
struct FileRange {
  std::filesystem::path path;
  std::uint64_t offset = 0;

  bool operator==(const FileRange&) const = default;
};

/// Content that is named by its digest, and where it is: here, or in a file.
struct Blob {
  Descriptor descriptor = {};
  std::variant<std::string, FileRange> content = {};

  bool operator==(const Blob&) const = default;
};

/// A layer that an image is composed of.
struct ImageLayer {
  Blob blob;
  /// Of the uncompressed archive.
  Digest diff_id;
};

/// An image for one platform, as it is stored. The blobs' digests and sizes are believed: whoever fills one
/// in has calculated them.
struct Image {
  Blob manifest = {};
  Blob config = {};
  /// The lowest first; the same layer may stand there several times.
  std::vector<Blob> layers = {};
  Platform platform = {};
};

/// An image and the names that it gets. Without any, it is in the output without a name.
struct NamedImage {
  Image image;
  std::vector<Reference> names;
};

/// The image of this configuration, whose `diff_ids` become those of the layers, and of these layers, which
/// may be of OCI's or Docker's types. Throws Error for more than kMostLayers, and where the configuration's
/// history has more entries that are not empty than there are layers, which Docker refuses.
Image compose_image(ImageConfig config, const std::vector<ImageLayer>& layers,
                    const Annotations& annotations = {});

/// All blobs of the images, each digest once: manifest, configuration, layers.
std::vector<const Blob*> blobs_of(const std::vector<NamedImage>& images);

/// Gives the content to `sink` in pieces. Throws Error where its file is shorter than the descriptor says.
void stream_blob(const Blob& blob, const std::function<void(std::string_view)>& sink);

}  // namespace slipway::oci
