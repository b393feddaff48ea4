#include "oci/image.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "support/file_range.hpp"

namespace slipway::oci {
namespace {

void check_layers(const ImageConfig& config, const std::vector<ImageLayer>& layers) {
  if (layers.size() > kMostLayers) {
    throw Error(concat({"the image would have ", std::to_string(layers.size()), " layers; engines take ",
                        std::to_string(kMostLayers), " at most"}));
  }
  const auto told =
      static_cast<std::size_t>(std::count_if(config.history.begin(), config.history.end(),
                                             [](const HistoryEntry& entry) { return !entry.empty_layer; }));
  if (told > layers.size()) {
    throw Error(concat({"the image's history tells of ", std::to_string(told), " layers, and it has ",
                        std::to_string(layers.size()), "; Docker refuses that"}));
  }
  for (const ImageLayer& layer : layers) {
    if (layer_compression(layer.blob.descriptor.media_type)) continue;
    throw Error(concat({"the layer ", layer.blob.descriptor.digest.text(), " is of the type \"",
                        layer.blob.descriptor.media_type, "\", which can't be in an image here; it can be \"",
                        kLayerTarType, "\", with \"+gzip\" or with \"+zstd\""}));
  }
}

}  // namespace

Image compose_image(ImageConfig config, const std::vector<ImageLayer>& layers,
                    const Annotations& annotations) {
  check_layers(config, layers);
  config.diff_ids.clear();
  Image image;
  Manifest manifest{.annotations = annotations};
  for (const ImageLayer& layer : layers) {
    config.diff_ids.push_back(layer.diff_id);
    Blob& blob = image.layers.emplace_back(layer.blob);
    // Some registries refuse a manifest of OCI's with layers of Docker's types, which are the same bytes.
    blob.descriptor.media_type = as_oci_type(layer.blob.descriptor.media_type);
    manifest.layers.push_back(blob.descriptor);
  }
  std::string text = write_image_config(config);
  manifest.config = describe(kConfigType, text);
  image.config = {manifest.config, std::move(text)};
  text = write_manifest(manifest);
  image.manifest = {describe(kManifestType, text), std::move(text)};
  image.platform = config.platform;
  return image;
}

std::vector<const Blob*> blobs_of(const std::vector<NamedImage>& images) {
  std::vector<const Blob*> blobs;
  std::set<Digest> seen;
  const auto add = [&](const Blob& blob) {
    if (seen.insert(blob.descriptor.digest).second) blobs.push_back(&blob);
  };
  for (const NamedImage& named : images) {
    add(named.image.manifest);
    add(named.image.config);
    for (const Blob& layer : named.image.layers) add(layer);
  }
  return blobs;
}

void stream_blob(const Blob& blob, const std::function<void(std::string_view)>& sink) {
  if (const auto* text = std::get_if<std::string>(&blob.content)) {
    sink(*text);
    return;
  }
  const auto& range = std::get<FileRange>(blob.content);
  read_file_range(range.path, range.offset, blob.descriptor.size, sink);
}

}  // namespace slipway::oci
