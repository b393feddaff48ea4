#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "oci/image.hpp"
#include "oci/image_source.hpp"
#include "registry/repository.hpp"
#include "registry/upload.hpp"

namespace slipway::registry {

/// What is pushed: everything that a tag leads to.
struct PushContent {
  /// Configurations and layers, each once.
  std::vector<oci::Blob> blobs = {};
  /// Those that others name before them; the last is what tags name.
  std::vector<Document> documents = {};
};

PushContent content_of(const oci::Image& image);
/// The image of that name ("" for the only one) with all its platforms, and whatever else its index names.
/// Throws Error as ImageSource::find does.
PushContent content_of(const oci::ImageSource& source, const std::string& name);

struct PushOptions {
  UploadOptions upload = {};
  /// So many blobs are on their way at once.
  std::size_t threads = 4;
  /// Where another repository of this registry may have the blob: its name, or "".
  std::function<std::string(const oci::Digest&)> mount_source = {};
  /// Where processes of this user tell each other that a blob is on its way, so that it is sent once; empty:
  /// nowhere.
  std::filesystem::path locks = {};
};

/// What happens to the blob of that number. Called by several threads.
struct PushObserver {
  std::function<void(std::size_t blob, std::uint64_t bytes)> on_progress = {};
  std::function<void(std::size_t blob, BlobFate fate)> on_end = {};
};

struct PushResult {
  oci::Digest digest;
  /// By the number of the blob.
  std::vector<BlobFate> fates = {};
  /// Whether the repository had the manifest, and so all of it.
  bool was_there = false;
};

/// Brings the content into the repository: blobs, then documents, then tags. Without any tag it is there by
/// its digest alone. What the repository has is not sent. Throws RegistryError, ConnectionError or Error; the
/// tags are then what they were.
PushResult push(Repository& repository, const PushContent& content, const std::vector<std::string>& tags,
                const PushOptions& options, const PushObserver& observer);

}  // namespace slipway::registry
