#include "image/base_image.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "image/layered_root.hpp"
#include "oci/archive_writer.hpp"
#include "oci/layout_writer.hpp"
#include "oci/media_types.hpp"
#include "oci/reference.hpp"
#include "support/byte_source.hpp"
#include "support/gzip_members.hpp"

namespace slipway::image {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kAllowed =
    "base can be \"scratch\", an image in a registry (\"debian:bookworm-slim\"), an OCI layout "
    "(\"oci:DIR:TAG\"), an archive of images (FILE:NAME) or of a root (root.tar.gz)";

/// A path and the name of an image in what is there.
struct Place {
  fs::path path;
  std::string image;
};

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

/// Splits "DIR:TAG": the longest part that is there is the path, so a colon may stand in it.
std::optional<Place> find_place(const fs::path& folder, std::string_view text) {
  for (std::size_t end = text.size();;) {
    const fs::path path = folder / text.substr(0, end);
    if (end > 0 && is_there(path))
      return Place{path, std::string(end < text.size() ? text.substr(end + 1) : "")};
    if (end == 0) return std::nullopt;
    end = text.find_last_of(":@", end - 1);
    if (end == std::string_view::npos) return std::nullopt;
  }
}

/// The text behind the name of a transport of containers/image, which skopeo and podman know.
std::string_view without_transport(std::string_view text) {
  for (const std::string_view prefix : {"oci:", "oci-archive:", "docker-archive:"}) {
    if (text.starts_with(prefix)) return text.substr(prefix.size());
  }
  return text;
}

bool is_path(std::string_view text) {
  const std::string_view place = without_transport(text);
  return place.size() != text.size() || place.empty() || place.starts_with('/') || place.starts_with('.') ||
         place.find(".tar") != std::string_view::npos;
}

/// The stream of a blob's content, uncompressed.
std::function<ByteSource()> opener(std::function<ByteSource()> compressed, const std::string& name) {
  return [compressed = std::move(compressed), name] {
    return decompressed(compressed(), name, LayeredRoot::kLargestLayer);
  };
}

void drain(const ByteSource& source) {
  while (!source().empty()) continue;
}

RootLayer root_layer(const oci::ImageSource& source, const oci::Blob& blob, const oci::Digest& diff_id,
                     std::size_t number, const BlobCache& cache) {
  RootLayer layer;
  layer.name = concat({source.name(), ": layer ", std::to_string(number)});
  layer.diff_id = diff_id;
  layer.memory = LayerMemory(cache, blob.descriptor.digest);
  layer.verify = [source, descriptor = blob.descriptor] { drain(source.stream(descriptor)); };
  layer.open =
      opener([source, descriptor = blob.descriptor] { return source.stream(descriptor); }, layer.name);
  const auto compression = oci::layer_compression(blob.descriptor.media_type);
  const auto* range = std::get_if<oci::FileRange>(&blob.content);
  if (compression == oci::LayerCompression::kNone && range != nullptr) layer.plain = *range;
  return layer;
}

BaseImage open_image(const std::string& name, const Place& place, const BaseOptions& options,
                     const BlobCache& cache) {
  BaseImage base{.name = name};
  base.source = oci::ImageSource::open(place.path, options.scratch);
  oci::StoredImage stored = base.source->find(place.image, options.platform);
  base.digest = stored.image.manifest.descriptor.digest;
  std::vector<RootLayer> layers;
  for (std::size_t i = 0; i < stored.image.layers.size(); ++i) {
    const oci::Digest& diff_id = stored.config.diff_ids[i];
    base.layers.push_back({.blob = stored.image.layers[i], .diff_id = diff_id});
    layers.push_back(root_layer(*base.source, stored.image.layers[i], diff_id, i + 1, cache));
  }
  base.root = std::make_shared<LayeredRoot>(std::move(layers), options.scratch);
  base.config = std::move(stored.config);
  return base;
}

std::uint64_t size_of(const fs::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) throw SystemError(errno, "read " + file.string());
  if (!S_ISREG(status.st_mode)) throw Error(concat({file.string(), " is no regular file; ", kAllowed}));
  return static_cast<std::uint64_t>(status.st_size);
}

/// The archive of a root as it lies there.
struct RootArchive {
  fs::path file;
  std::uint64_t size = 0;
  oci::Digest digest;
};

[[noreturn]] void fail_as_changed(const fs::path& file) {
  throw Error(concat({file.string(), " changed while it was read; run the command again"}));
}

RootArchive root_archive(const fs::path& file) {
  RootArchive archive{.file = file, .size = size_of(file), .digest = {}};
  oci::Sha256 hash;
  const ByteSource content = file_source(file, 0, archive.size);
  for (std::string_view piece = content(); !piece.empty(); piece = content()) hash.update(piece);
  archive.digest = hash.finish();
  return archive;
}

/// The bytes of the archive, which must be those that its digest is of: what is read is remembered for them.
ByteSource stream_of(const RootArchive& archive) {
  return [archive, content = file_source(archive.file, 0, archive.size), hash = oci::Sha256(),
          is_at_end = false]() mutable {
    const std::string_view piece = content();
    hash.update(piece);
    if (piece.empty() && !std::exchange(is_at_end, true) && hash.finish() != archive.digest)
      fail_as_changed(archive.file);
    return piece;
  };
}

/// The archive as a layer by gzip: itself, or compressed by the cache.
oci::Blob gzip_blob(const RootArchive& archive, bool is_gzip, const RootLayer& layer,
                    const oci::Digest& diff_id, const BlobCache& cache) {
  const std::string media_type(oci::layer_type(oci::LayerCompression::kGzip));
  if (is_gzip) {
    return {{.media_type = media_type, .digest = archive.digest, .size = archive.size},
            oci::FileRange{archive.file, 0}};
  }
  const std::string_view identity = GzipMembersWriter::identity();
  std::optional<CachedBlob> blob = cache.find(diff_id, identity);
  if (!blob) {
    blob = cache.add(identity, [&](const BlobCache::Sink& sink) {
      GzipMembersWriter gzip(sink);
      oci::Sha256 hash;
      const ByteSource root = layer.open();
      for (std::string_view piece = root(); !piece.empty(); piece = root()) {
        hash.update(piece);
        gzip.write(piece);
      }
      gzip.finish();
      if (hash.finish() != diff_id) fail_as_changed(archive.file);
      return diff_id;
    });
  }
  return {{.media_type = media_type, .digest = blob->digest, .size = blob->size},
          oci::FileRange{blob->path, 0}};
}

/// Whether the archive holds images, and no root: `docker save` puts what tells it at the end.
bool holds_images(const RootView& root) {
  const auto is_file = [&root](std::string_view name) {
    const auto node = root.look(concat({"/", name}));
    return node && node->kind == FileEntry::Kind::kFile;
  };
  return (is_file(oci::kLayoutFile) && is_file(oci::kIndexFile)) || is_file(oci::kDockerManifestFile);
}

/// As much as tells gzip.
std::string begin_of(const fs::path& file, std::uint64_t size) {
  const ByteSource content = file_source(file, 0, std::min<std::uint64_t>(size, 2));
  return std::string(content());
}

BaseImage open_file(const std::string& name, const Place& place, const BaseOptions& options,
                    const BlobCache& cache) {
  if (!place.image.empty()) return open_image(name, place, options, cache);
  const RootArchive archive = root_archive(place.path);
  const std::string begin = begin_of(place.path, archive.size);
  const bool is_gzip = begin == "\x1F\x8B";
  RootLayer layer;
  layer.name = place.path.string();
  layer.memory = LayerMemory(cache, archive.digest);
  layer.open = opener([archive] { return stream_of(archive); }, layer.name);
  const auto root = std::make_shared<LayeredRoot>(std::vector{layer}, options.scratch);
  if (holds_images(*root)) return open_image(name, place, options, cache);
  const oci::Digest& diff_id = root->diff_ids().front();
  BaseImage base{.name = name, .root = root};
  base.layers.push_back({.blob = gzip_blob(archive, is_gzip, layer, diff_id, cache), .diff_id = diff_id});
  base.config.platform = options.platform;
  base.config.diff_ids = {diff_id};
  base.config.history = {{.created_by = "slipway: the root of " + place.path.filename().string()}};
  return base;
}

BaseImage empty_base(const std::string& name, const BaseOptions& options) {
  BaseImage base{.name = name,
                 .root = std::make_shared<LayeredRoot>(std::vector<RootLayer>(), options.scratch)};
  base.config.platform = options.platform;
  return base;
}

}  // namespace

std::optional<oci::Reference> registry_base(const std::string& name, const fs::path& folder) {
  if (name == "scratch" || is_path(name) || find_place(folder, name)) return std::nullopt;
  try {
    return oci::Reference::parse(name);
  } catch (const Error& error) {
    throw Error(concat({"base \"", name, "\" is neither a file nor the name of an image (", error.message(),
                        "); ", kAllowed}));
  }
}

BaseImage open_base(const std::string& name, const BaseOptions& options, const BlobCache& cache) {
  if (name == "scratch") return empty_base(name, options);
  std::optional<Place> place = find_place(options.folder, without_transport(name));
  if (!place) {
    throw Error(concat({"base \"", name, "\": there is no ",
                        (options.folder / without_transport(name)).string(), "; ", kAllowed}));
  }
  if (!fs::is_directory(place->path)) return open_file(name, *place, options, cache);
  if (is_there(place->path / oci::kLayoutFile)) return open_image(name, *place, options, cache);
  throw Error(concat({"base \"", name, "\": ", place->path.string(),
                      " is a folder without a file oci-layout; pack a root with tar -C ",
                      place->path.string(), " -cf root.tar . and write base = \"root.tar\"; ", kAllowed}));
}

}  // namespace slipway::image
