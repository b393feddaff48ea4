#include "registry/push.hpp"

#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "oci/media_types.hpp"
#include "registry/registry_error.hpp"
#include "support/file_lock.hpp"
#include "support/parallel.hpp"

namespace slipway::registry {
namespace {

namespace fs = std::filesystem;

constexpr int kDeepestIndex = 4;

/// Gathers what an entry of a layout leads to.
class Gathering {
 public:
  explicit Gathering(const oci::ImageSource& source) : source_(&source) {}

  void add(const oci::Descriptor& descriptor, int depth) {
    if (!seen_.insert(descriptor.digest).second) return;
    const std::string name = concat({source_->name(), ": ", descriptor.digest.text()});
    if (oci::is_index_type(descriptor.media_type)) {
      if (depth == kDeepestIndex)
        throw Error(name + ": an index leads to an index, and so on; that is none of an image");
      const std::string text = source_->read(descriptor);
      for (const oci::Descriptor& entry : oci::read_index(text, name).manifests) add(entry, depth + 1);
      add_document(descriptor, text);
    } else if (oci::is_manifest_type(descriptor.media_type)) {
      const std::string text = source_->read(descriptor);
      const oci::Manifest manifest = oci::read_manifest(text, name);
      add_blob(manifest.config);
      for (const oci::Descriptor& layer : manifest.layers) add_blob(layer);
      add_document(descriptor, text);
    } else {
      throw Error(concat({name, " is \"", descriptor.media_type, "\"; a manifest or an index is expected"}));
    }
  }

  PushContent take() { return std::move(content_); }

 private:
  void add_document(const oci::Descriptor& descriptor, const std::string& text) {
    content_.documents.push_back({.descriptor = {.media_type = descriptor.media_type,
                                                 .digest = descriptor.digest,
                                                 .size = descriptor.size},
                                  .content = text});
  }

  void add_blob(const oci::Descriptor& descriptor) {
    if (seen_.insert(descriptor.digest).second) content_.blobs.push_back(source_->locate(descriptor));
  }

  const oci::ImageSource* source_;
  std::set<oci::Digest> seen_;
  PushContent content_;
};

class Push {
 public:
  Push(Repository& repository, const PushContent& content, const PushOptions& options,
       const PushObserver& observer)
      : repository_(&repository), content_(&content), options_(&options), observer_(&observer) {}

  PushResult run(const std::vector<std::string>& tags) {
    const Document& top = content_->documents.back();
    PushResult result{.digest = top.descriptor.digest,
                      .fates = std::vector<BlobFate>(content_->blobs.size(), BlobFate::kPresent)};
    result.was_there = repository_->find_digest(result.digest.text()) == result.digest;
    if (!result.was_there) {
      send_blobs(result.fates, true);
      send_documents(result.fates);
    }
    for (const std::string& tag : tags) {
      if (repository_->find_digest(tag) != result.digest) repository_->put_manifest(tag, top);
    }
    return result;
  }

 private:
  void send_blobs(std::vector<BlobFate>& fates, bool may_mount) {
    parallel_for(content_->blobs.size(), options_->threads, [&](std::size_t index) {
      const BlobFate fate = send_blob(index, may_mount);
      if (fates[index] == BlobFate::kPresent) fates[index] = fate;
      if (observer_->on_end) observer_->on_end(index, fate);
    });
  }

  BlobFate send_blob(std::size_t index, bool may_mount) {
    const oci::Blob& blob = content_->blobs[index];
    const oci::Digest& digest = blob.descriptor.digest;
    if (repository_->has_blob(digest)) return BlobFate::kPresent;
    std::optional<FileLock> lock;
    if (!options_->locks.empty()) {
      const std::string what = concat({repository_->full_name(), "@", digest.text()});
      lock.emplace(FileLock::wait_for(options_->locks / oci::Digest::of(what).hex()));
      if (lock->was_waited_for() && repository_->has_blob(digest)) return BlobFate::kPresent;
    }
    std::string mount_from;
    if (may_mount && options_->mount_source) mount_from = options_->mount_source(digest);
    if (mount_from == repository_->name()) mount_from.clear();
    return upload_blob(*repository_, blob, mount_from, options_->upload, [&](std::uint64_t bytes) {
      if (observer_->on_progress) observer_->on_progress(index, bytes);
    });
  }

  void send_documents(std::vector<BlobFate>& fates) {
    try {
      put_documents();
    } catch (const RegistryError& error) {
      // A registry that cleans up may have lost between the question and the manifest what it said it had.
      if (!has_problem(error.problems(), "MANIFEST_BLOB_UNKNOWN")) throw;
      send_blobs(fates, false);
      put_documents();
    }
  }

  void put_documents() {
    for (const Document& document : content_->documents) {
      repository_->put_manifest(document.descriptor.digest.text(), document);
    }
  }

  Repository* repository_;
  const PushContent* content_;
  const PushOptions* options_;
  const PushObserver* observer_;
};

}  // namespace

PushContent content_of(const oci::Image& image) {
  PushContent content;
  std::set<oci::Digest> seen;
  const auto add = [&](const oci::Blob& blob) {
    if (seen.insert(blob.descriptor.digest).second) content.blobs.push_back(blob);
  };
  // The largest are the lowest, mostly: they begin first.
  for (const oci::Blob& layer : image.layers) add(layer);
  add(image.config);
  Document manifest{.descriptor = image.manifest.descriptor, .content = {}};
  oci::stream_blob(image.manifest, [&](std::string_view piece) { manifest.content += piece; });
  content.documents.push_back(std::move(manifest));
  return content;
}

PushContent content_of(const oci::ImageSource& source, const std::string& name) {
  Gathering gathering(source);
  gathering.add(source.choose(name), 0);
  return gathering.take();
}

PushResult push(Repository& repository, const PushContent& content, const std::vector<std::string>& tags,
                const PushOptions& options, const PushObserver& observer) {
  return Push(repository, content, options, observer).run(tags);
}

}  // namespace slipway::registry
