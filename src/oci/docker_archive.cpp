#include "oci/docker_archive.hpp"

#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "oci/archive_writer.hpp"

namespace slipway::oci {
namespace {

std::string first_bytes(const ArchiveFiles::File& file) {
  const ByteSource source =
      file_source(file.range.path, file.range.offset, std::min<std::uint64_t>(file.size, 4));
  return std::string(source());
}

LayerCompression compression_of(const ArchiveFiles::File& file) {
  const std::string first = first_bytes(file);
  if (first.starts_with("\x1F\x8B")) return LayerCompression::kGzip;
  return first == "\x28\xB5\x2F\xFD" ? LayerCompression::kZstd : LayerCompression::kNone;
}

Digest digest_of(const ArchiveFiles::File& file) {
  Sha256 hash;
  const ByteSource source = file_source(file.range.path, file.range.offset, file.size);
  for (std::string_view piece = source(); !piece.empty(); piece = source()) hash.update(piece);
  return hash.finish();
}

Blob layer_blob(const ArchiveFiles& files, std::string_view path, const Digest& diff_id) {
  const ArchiveFiles::File& file = files.at(path);
  const LayerCompression compression = compression_of(file);
  // Of an uncompressed archive both digests are one; whoever reads it compares it with its content.
  const Digest digest = compression == LayerCompression::kNone ? diff_id : digest_of(file);
  return {{.media_type = std::string(layer_type(compression)), .digest = digest, .size = file.size},
          file.range};
}

NamedImage read_image(const ArchiveFiles& files, const JsonPlace& place) {
  const std::string& config_path = place.at("Config").text();
  std::string text = files.read(config_path, kLargestJson);
  const ImageConfig config = read_image_config(text, concat({files.name(), ": ", config_path}));
  const std::vector<std::string> paths = texts_of(place, "Layers");
  if (paths.size() != config.diff_ids.size()) {
    place.fail(concat({"the image has ", std::to_string(paths.size()), " layers, and its configuration ",
                       config_path, " tells of ", std::to_string(config.diff_ids.size())}));
  }
  NamedImage named;
  Image& image = named.image;
  Manifest manifest{.config = describe(kConfigType, text)};
  image.config = {manifest.config, std::move(text)};
  for (std::size_t index = 0; index < paths.size(); ++index) {
    image.layers.push_back(layer_blob(files, paths[index], config.diff_ids[index]));
    manifest.layers.push_back(image.layers.back().descriptor);
  }
  text = write_manifest(manifest);
  image.manifest = {describe(kManifestType, text), std::move(text)};
  image.platform = config.platform;
  for (const std::string& name : texts_of(place, "RepoTags"))
    named.names.push_back(with_context(place.where(), [&] { return Reference::parse(name); }));
  return named;
}

}  // namespace

std::vector<NamedImage> read_docker_archive(const ArchiveFiles& files) {
  const std::string source = concat({files.name(), ": ", kDockerManifestFile});
  const Json document = read_json(files.read(kDockerManifestFile, kLargestJson), source);
  std::vector<NamedImage> images;
  JsonPlace(document, source).each_element([&](const JsonPlace& place) {
    images.push_back(read_image(files, place));
  });
  return images;
}

}  // namespace slipway::oci
