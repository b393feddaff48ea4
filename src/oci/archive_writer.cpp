#include "oci/archive_writer.hpp"

#include <fcntl.h>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/interruption.hpp"
#include "base/text.hpp"
#include "oci/layout_writer.hpp"
#include "support/staging.hpp"
#include "support/tar_writer.hpp"

namespace slipway::oci {
namespace {

namespace fs = std::filesystem;

/// Small parts (headers, padding) are gathered: one write(2) for each would be thousands.
constexpr std::size_t kBufferSize = std::size_t{256} << 10;

std::string place_of(const Descriptor& descriptor) {
  return concat({kBlobsFolder, "/", descriptor.digest.hex()});
}

std::string docker_manifest(const std::vector<NamedImage>& images) {
  Json::Array array;
  for (const NamedImage& named : images) {
    Json::Array names;
    // A name by digest is none of Docker's tags.
    for (const Reference& name : named.names) {
      if (!name.digest) names.emplace_back(name.familiar());
    }
    Json::Array layers;
    for (const Blob& layer : named.image.layers) layers.emplace_back(place_of(layer.descriptor));
    array.push_back(Json::Object{{"Config", place_of(named.image.config.descriptor)},
                                 {"RepoTags", std::move(names)},
                                 {"Layers", std::move(layers)}});
  }
  return write_json_compact(array);
}

}  // namespace

void write_archive(const std::vector<NamedImage>& images, const std::function<void(std::string_view)>& sink) {
  TarWriter tar(0, sink);
  tar.add_file(std::string(kLayoutFile), 0644, kLayoutText);
  tar.add_file(std::string(kIndexFile), 0644, write_index(index_of(images)));
  tar.add_file(std::string(kDockerManifestFile), 0644, docker_manifest(images));
  tar.add_folder("blobs", 0755);
  tar.add_folder(std::string(kBlobsFolder), 0755);
  for (const Blob* blob : blobs_of(images)) {
    tar.add_stream(place_of(blob->descriptor), 0644, blob->descriptor.size,
                   [blob](const TarWriter::Sink& write) { stream_blob(*blob, write); });
  }
  tar.finish();
}

void write_archive_to(const FileDescriptor& output, std::string_view name,
                      const std::vector<NamedImage>& images) {
  std::string buffer;
  const auto flush = [&] {
    throw_if_interrupted();
    write_all(output, buffer, name);
    buffer.clear();
  };
  write_archive(images, [&](std::string_view part) {
    if (buffer.size() + part.size() > kBufferSize) flush();
    buffer += part;
  });
  flush();
}

void write_archive_file(const fs::path& path, const std::vector<NamedImage>& images) {
  std::error_code error;
  fs::path target = path;
  if (fs::exists(path, error)) {
    if (fs::is_directory(path, error))
      throw Error(path.string() + " is a folder; an archive needs the name of a file");
    if (!fs::is_regular_file(path, error)) {
      FileDescriptor output = open_file(path, O_WRONLY);
      write_archive_to(output, path.string(), images);
      with_context(path.string(), [&] { output.close(); });
      return;
    }
    // Where a link leads to it, that stays.
    target = fs::canonical(path);
  } else if (!path.parent_path().empty()) {
    fs::create_directories(path.parent_path(), error);
    if (error) throw SystemError(error.value(), "make the folder " + path.parent_path().string());
  }
  Staging staging(target, Staging::Form::kFile);
  write_archive_to(staging.file(), path.string(), images);
  staging.publish_file(target);
}

}  // namespace slipway::oci
