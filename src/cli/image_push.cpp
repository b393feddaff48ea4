#include "cli/image_push.hpp"

#include <algorithm>
#include <chrono>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "cli/sizes.hpp"
#include "cli/transfer_report.hpp"
#include "registry/known_blobs.hpp"
#include "support/cache.hpp"
#include "support/staging.hpp"

namespace slipway::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kKnownBlobs = "registry-blobs";

std::string_view fate_word(registry::BlobFate fate) {
  if (fate == registry::BlobFate::kSent) return "sent";
  return fate == registry::BlobFate::kMounted ? "mounted" : "present";
}

std::string_view fate_text(registry::BlobFate fate) {
  if (fate == registry::BlobFate::kSent) return "sent";
  return fate == registry::BlobFate::kMounted ? "taken over from another repository" : "already there";
}

/// The names that are in the same repository.
std::vector<std::vector<oci::Reference>> by_repository(const std::vector<oci::Reference>& names) {
  std::vector<std::vector<oci::Reference>> groups;
  for (const oci::Reference& name : names) {
    const auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& other) {
      return other.front().registry == name.registry && other.front().repository == name.repository;
    });
    if (group == groups.end()) {
      groups.push_back({name});
    } else {
      group->push_back(name);
    }
  }
  return groups;
}

std::vector<std::string> tags_of(const std::vector<oci::Reference>& names, const oci::Digest& digest) {
  std::vector<std::string> tags;
  for (const oci::Reference& name : names) {
    if (name.digest && *name.digest != digest) {
      throw Error(
          concat({name.familiar(), " names another image than what is pushed, which is ", digest.text()}));
    }
    if (const std::string tag = name.tag_or_latest(); !tag.empty()) tags.push_back(tag);
  }
  return tags;
}

/// One repository's push, and what is told of it.
class RepositoryPush {
 public:
  RepositoryPush(RegistryAccess& access, const registry::PushContent& content, const PushWish& wish,
                 TransferReport& report)
      : access_(&access), content_(&content), wish_(&wish), report_(&report) {
    if (wish.use_cache) cache_ = Cache::open();
  }

  Json run(const std::vector<oci::Reference>& names) {
    const auto begin = Clock::now();
    registry::Repository& repository =
        access_->repository(names.front(), registry::Repository::Access::kPush);
    remember(names.front().registry);
    const std::uint64_t moved_before = report_->moved_bytes();
    report_->begin(descriptors());
    const registry::PushResult result =
        registry::push(repository, *content_, tags_of(names, content_->documents.back().descriptor.digest),
                       options(names.front()), observer());
    note_blobs(names.front());
    const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
    const std::uint64_t sent = report_->moved_bytes() - moved_before;
    tell(names, result, repository.conversation().identity(), sent, seconds);
    return summary(names, result, repository, sent, seconds);
  }

 private:
  std::vector<oci::Descriptor> descriptors() const {
    std::vector<oci::Descriptor> descriptors;
    for (const oci::Blob& blob : content_->blobs) descriptors.push_back(blob.descriptor);
    return descriptors;
  }

  void remember(const std::string& registry) {
    if (cache_) known_ = registry::KnownBlobs(cache_->get(kKnownBlobs, registry).value_or(""));
    if (wish_->base && wish_->base->registry == registry) {
      // Those of the base's layers that are in the content are found by their digests.
      for (const oci::Blob& blob : content_->blobs) {
        if (known_.find(blob.descriptor.digest, "").empty())
          known_.add(blob.descriptor.digest, wish_->base->repository);
      }
    }
  }

  void note_blobs(const oci::Reference& name) {
    if (!cache_) return;
    for (const oci::Blob& blob : content_->blobs) known_.add(blob.descriptor.digest, name.repository);
    cache_->put(kKnownBlobs, name.registry, known_.text());
  }

  registry::PushOptions options(const oci::Reference& name) const {
    registry::PushOptions options{.upload = wish_->upload};
    options.mount_source = [this, own = name.repository](const oci::Digest& digest) {
      return known_.find(digest, own);
    };
    if (cache_) options.locks = cache_->folder() / "registry" / "locks";
    return options;
  }

  registry::PushObserver observer() const {
    return {.on_progress = [this](std::size_t blob, std::uint64_t bytes) { report_->progress(blob, bytes); },
            .on_end =
                [this](std::size_t blob, registry::BlobFate fate) {
                  report_->end(blob, std::string(fate_text(fate)), fate == registry::BlobFate::kSent);
                }};
  }

  void tell(const std::vector<oci::Reference>& names, const registry::PushResult& result,
            const std::string& identity, std::uint64_t sent, double seconds) const {
    if (wish_->stream == nullptr) return;
    std::uint64_t all = 0;
    for (const oci::Blob& blob : content_->blobs) all += blob.descriptor.size;
    std::string text;
    for (const oci::Reference& name : names) text += (text.empty() ? "" : ", ") + name.full();
    text = concat({"Pushed ", text, "\n", result.digest.text(), "\n"});
    text += result.was_there ? "The repository had all of it"
                             : concat({size_text(sent), " of ", size_text(all), " sent"});
    text += concat({" in ", seconds_text(seconds), ", ", identity, "\n"});
    std::fputs(text.c_str(), wish_->stream);
  }

  Json summary(const std::vector<oci::Reference>& names, const registry::PushResult& result,
               const registry::Repository& repository, std::uint64_t sent, double seconds) const {
    Json::Array texts;
    for (const oci::Reference& name : names) texts.emplace_back(name.full());
    Json::Array blobs;
    for (std::size_t i = 0; i < content_->blobs.size(); ++i) {
      const oci::Descriptor& blob = content_->blobs[i].descriptor;
      blobs.push_back(Json::Object{{"digest", blob.digest.text()},
                                   {"size", static_cast<std::int64_t>(blob.size)},
                                   {"fate", fate_word(result.fates[i])}});
    }
    return Json::Object{{"repository", repository.full_name()},
                        {"names", std::move(texts)},
                        {"identity", repository.conversation().identity()},
                        {"sent", static_cast<std::int64_t>(sent)},
                        {"seconds", seconds},
                        {"blobs", std::move(blobs)}};
  }

  RegistryAccess* access_;
  const registry::PushContent* content_;
  const PushWish* wish_;
  TransferReport* report_;
  std::optional<Cache> cache_;
  registry::KnownBlobs known_;
};

}  // namespace

Json push_image(RegistryWish registries, const registry::PushContent& content, const PushWish& wish) {
  const oci::Digest digest = content.documents.back().descriptor.digest;
  // Before anything is sent.
  for (const oci::Reference& name : wish.names) tags_of({name}, digest);
  Json::Array pushed;
  {
    TransferReport report(wish.stream);
    RegistryAccess access(std::move(registries), [&report](const std::string& text) { report.note(text); });
    RepositoryPush push(access, content, wish, report);
    for (const std::vector<oci::Reference>& names : by_repository(wish.names))
      pushed.push_back(push.run(names));
  }
  write_digest_file(wish.digest_file, digest);
  return Json::Object{{"digest", digest.text()}, {"pushed", std::move(pushed)}};
}

void write_digest_file(const std::string& file, const oci::Digest& digest) {
  if (file.empty()) return;
  Staging staging(file, Staging::Form::kFile);
  write_all(staging.file(), digest.text() + "\n", file);
  staging.publish_file(file);
}

}  // namespace slipway::cli
