#include "registry/image_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <tuple>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "oci/image_config.hpp"
#include "oci/layout_writer.hpp"
#include "oci/media_types.hpp"
#include "oci/platform_choice.hpp"
#include "registry/download.hpp"
#include "support/parallel.hpp"
#include "support/staging.hpp"

namespace slipway::registry {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kThreads = 4;
constexpr int kDeepestIndex = 4;

/// The manifest for the platform, through indexes.
Document find_image(Repository& repository, Document document, const oci::Platform& platform) {
  const std::string source = repository.full_name();
  for (int depth = 0; oci::is_index_type(document.descriptor.media_type); ++depth) {
    if (depth == kDeepestIndex)
      throw Error(source + ": an index leads to an index, and so on; that is none of an image");
    const oci::ImageIndex index =
        oci::read_index(document.content, concat({source, "@", document.descriptor.digest.text()}));
    const oci::Digest digest = oci::choose_platform(index, platform, source).digest;
    auto next = repository.find_manifest(digest.text());
    if (!next)
      throw Error(concat({source, ": the registry has no ", digest.text(), ", which an index there names"}));
    document = std::move(*next);
  }
  return document;
}

/// Configuration first, then the layers, each once. Throws Error for what no engine would run.
std::vector<oci::Descriptor> blobs_of(const oci::Manifest& manifest, const std::string& source) {
  if (!oci::is_config_type(manifest.config.media_type)) {
    throw Error(concat(
        {source, " holds \"", manifest.config.media_type, "\"; the image of a container is expected"}));
  }
  if (manifest.layers.size() > oci::kMostLayers) {
    throw Error(concat({source, " has ", std::to_string(manifest.layers.size()), " layers; engines take ",
                        std::to_string(oci::kMostLayers), " at most"}));
  }
  if (manifest.config.size > kLargestJson) {
    throw Error(concat({source, " has a configuration of ", std::to_string(manifest.config.size),
                        " bytes; at most ", std::to_string(kLargestJson), " are read"}));
  }
  std::vector<oci::Descriptor> blobs{manifest.config};
  std::set<oci::Digest> seen{manifest.config.digest};
  for (const oci::Descriptor& layer : manifest.layers) {
    if (!oci::layer_compression(layer.media_type)) {
      throw Error(concat({source, " has a layer of the type \"", layer.media_type,
                          "\"; it can be a tar archive, plain or by gzip or zstd"}));
    }
    if (seen.insert(layer.digest).second) blobs.push_back(layer);
  }
  return blobs;
}

void write_document(const Document& document, const fs::path& blobs) {
  const fs::path target = blobs / document.descriptor.digest.hex();
  Staging staging(target, Staging::Form::kFile);
  write_all(staging.file(), document.content, target.string());
  staging.publish_file(target);
}

void write_text(const fs::path& target, const std::string& text) {
  Staging staging(target, Staging::Form::kFile);
  write_all(staging.file(), text, target.string());
  staging.publish_file(target);
}

bool has_size(const fs::path& file, std::uint64_t size) {
  struct stat status {};
  return ::stat(file.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         static_cast<std::uint64_t>(status.st_size) == size;
}

std::vector<fs::path> folders_in(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code error;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error))
    found.push_back(entry.path());
  return found;
}

}  // namespace

fs::path ImageStore::layout_of(const oci::Digest& digest, const oci::Platform& platform) const {
  std::string name = concat({digest.hex(), "-", platform.os, "-", platform.architecture});
  if (!platform.variant.empty()) name += "-" + platform.variant;
  return folder_ / "images" / name;
}

std::optional<fs::path> ImageStore::find(const oci::Digest& digest, const oci::Platform& platform) const {
  fs::path layout = layout_of(digest, platform);
  std::error_code error;
  if (!fs::exists(layout / oci::kIndexFile, error)) return std::nullopt;
  fs::last_write_time(layout / oci::kIndexFile, fs::file_time_type::clock::now(), error);
  return layout;
}

void ImageStore::take_over(const oci::Descriptor& blob, const fs::path& blobs) const {
  const fs::path target = blobs / blob.digest.hex();
  if (has_size(target, blob.size)) return;
  for (const fs::path& other : folders_in(folder_ / "images")) {
    const fs::path present = other / oci::kBlobsFolder / blob.digest.hex();
    if (has_size(present, blob.size) && ::link(present.c_str(), target.c_str()) == 0) return;
  }
}

fs::path ImageStore::fetch(Repository& repository, const Document& document, const oci::Platform& platform,
                           const Events& events) const {
  fs::path layout = layout_of(document.descriptor.digest, platform);
  const FileLock lock = FileLock::wait_for(locks() / layout.filename());
  if (find(document.descriptor.digest, platform)) return layout;
  const Document manifest = find_image(repository, document, platform);
  const std::string source = concat({repository.full_name(), "@", manifest.descriptor.digest.text()});
  const oci::Manifest image = oci::read_manifest(manifest.content, source);
  const std::vector<oci::Descriptor> blobs = blobs_of(image, source);
  const fs::path folder = layout / oci::kBlobsFolder;
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw SystemError(error.value(), "make the folder " + folder.string());
  std::vector<bool> present;
  for (const oci::Descriptor& blob : blobs) {
    take_over(blob, folder);
    present.push_back(has_size(folder / blob.digest.hex(), blob.size));
  }
  if (events.on_begin) events.on_begin(blobs, present);
  parallel_for(blobs.size(), kThreads, [&](std::size_t index) {
    download_blob(repository, blobs[index], folder, [&](std::uint64_t bytes) {
      if (events.on_progress) events.on_progress(index, bytes);
    });
    if (events.on_end) events.on_end(index);
  });
  const std::string config = read_file((folder / image.config.digest.hex()).string(), kLargestJson);
  oci::Descriptor entry = manifest.descriptor;
  entry.platform = oci::read_image_config(config, source).platform;
  write_document(manifest, folder);
  write_text(layout / oci::kLayoutFile, std::string(oci::kLayoutText));
  write_text(layout / oci::kIndexFile, oci::write_index({.manifests = {entry}}));
  make_room(layout);
  return layout;
}

void ImageStore::make_room(const fs::path& kept) const {
  struct Stored {
    fs::file_time_type used;
    std::uint64_t size = 0;
    fs::path path;
  };
  std::vector<Stored> images;
  std::uint64_t total = 0;
  for (const fs::path& path : folders_in(folder_ / "images")) {
    std::error_code error;
    Stored image{.used = fs::last_write_time(path / oci::kIndexFile, error), .path = path};
    for (const fs::directory_entry& blob : fs::directory_iterator(path / oci::kBlobsFolder, error)) {
      // What several images have goes with the last of them: each bears its part.
      image.size += blob.file_size(error) / std::max<std::uintmax_t>(1, blob.hard_link_count(error));
    }
    total += image.size;
    images.push_back(std::move(image));
  }
  std::sort(images.begin(), images.end(), [](const Stored& a, const Stored& b) { return a.used < b.used; });
  for (const Stored& image : images) {
    if (total <= kLargestSize) return;
    if (image.path == kept) continue;
    const auto lock = FileLock::try_once(locks() / image.path.filename());
    if (!lock) continue;
    std::error_code error;
    fs::remove(image.path / oci::kIndexFile, error);
    fs::remove_all(image.path, error);
    total -= image.size;
  }
}

}  // namespace slipway::registry
