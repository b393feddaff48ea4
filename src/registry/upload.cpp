#include "registry/upload.hpp"

#include <algorithm>
#include <utility>

#include "base/digits.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "registry/registry_error.hpp"

namespace slipway::registry {
namespace {

constexpr int kTooLarge = 413;
constexpr int kRangeRefused = 416;
/// Where even parts are refused as too large.
constexpr std::uint64_t kSmallestChunk = std::uint64_t{64} << 10;
/// How often a whole blob is tried before it is sent in parts.
constexpr int kMostBrokenWholes = 2;

HttpBody body_of(const oci::Blob& blob, std::uint64_t offset, std::uint64_t size) {
  if (const auto* text = std::get_if<std::string>(&blob.content))
    return text_body(text->substr(offset, size));
  const auto& range = std::get<oci::FileRange>(blob.content);
  return {.size = size,
          .open = [range, offset, size] { return file_source(range.path, range.offset + offset, size); }};
}

/// The end of "Range: 0-1023", as a number of bytes.
std::optional<std::uint64_t> received_bytes(const HttpResponse& response) {
  std::string range = response.field("range").value_or("");
  if (range.starts_with("bytes=")) range.erase(0, 6);
  if (!range.starts_with("0-")) return std::nullopt;
  const auto last = decimal_number<std::uint64_t>(range.substr(2));
  // A registry that has nothing says 0-0, as one that has a byte.
  return last && *last > 0 ? std::optional(*last + 1) : std::nullopt;
}

class Upload {
 public:
  Upload(Repository& repository, const oci::Blob& blob, const UploadOptions& options,
         const UploadProgress& progress)
      : repository_(&repository),
        blob_(&blob),
        progress_(&progress),
        chunk_size_(options.chunk_size),
        what_(concat({"push ", blob.descriptor.digest.text(), " to ", repository.full_name()})),
        attempts_(repository.conversation().surroundings(), what_) {}

  BlobFate run(const std::string& mount_from) {
    for (bool is_first = true;; is_first = false) {
      try {
        if (!is_first && repository_->has_blob(blob_->descriptor.digest)) return BlobFate::kSent;
        const auto location = repository_->begin_upload(blob_->descriptor.digest, is_first ? mount_from : "");
        if (!location) return BlobFate::kMounted;
        if (chunk_size_ == 0 ? send_whole(*location) : send_chunks(*location)) return BlobFate::kSent;
      } catch (const ConnectionError& error) {
        if (++broken_ >= kMostBrokenWholes && chunk_size_ == 0) chunk_size_ = kChunkSize;
        attempts_.wait_after(error);
      } catch (const RegistryError& error) {  // of begin_upload
        HttpResponse answer{.status = error.status()};
        for (const RegistryProblem& problem : error.problems()) {
          if (problem.code == "DENIED" || problem.code.starts_with("NAME_")) throw;
        }
        if (!may_pass(answer) || !attempts_.wait_after(answer)) throw;
      }
    }
  }

 private:
  void tell(std::uint64_t bytes) const {
    if (*progress_) (*progress_)(bytes);
  }

  Url with_digest(Url location) const {
    location.target += (location.target.find('?') == std::string::npos ? "?" : "&") +
                       concat({"digest=", percent_encoded(blob_->descriptor.digest.text())});
    return location;
  }

  HttpRequest part(std::string method, Url url, std::uint64_t offset, std::uint64_t size) const {
    const auto handed = std::make_shared<std::uint64_t>(offset);
    HttpBody body = body_of(*blob_, offset, size);
    body.open = [handed, offset, open = std::move(body.open)] {
      *handed = offset;
      return open();
    };
    return {.method = std::move(method),
            .url = std::move(url),
            .fields = {{"Content-Type", "application/octet-stream"}},
            .body = std::move(body),
            .sent = [this, handed](std::uint64_t count) { tell(*handed += count); }};
  }

  /// Whether an answer is one after which another attempt is made; throws for the others.
  void wait_or_fail(const HttpResponse& response) {
    const auto problems = read_problems(response.body);
    // 404 at an upload is one that the registry has forgotten; what it got in parts, a proxy may have
    // repeated.
    const bool is_forgotten = response.status == 404 && !has_problem(problems, "NAME_UNKNOWN");
    const bool is_mixed_up = was_resumed_ && has_problem(problems, "DIGEST_INVALID");
    was_resumed_ = false;
    if (!is_forgotten && !is_mixed_up && !may_pass(response))
      repository_->conversation().fail(what_, response);
    if (!attempts_.wait_after(response)) repository_->conversation().fail(what_, response);
  }

  bool send_whole(const Url& location) {
    const HttpResponse response =
        repository_->send_upload(part("PUT", with_digest(location), 0, blob_->descriptor.size));
    if (response.is_success()) return true;
    if (response.status == kTooLarge && blob_->descriptor.size > kSmallestChunk) {
      chunk_size_ = kChunkSize;
      return false;
    }
    wait_or_fail(response);
    return false;
  }

  bool send_chunks(Url location) {
    std::uint64_t offset = 0;
    while (offset < blob_->descriptor.size) {
      const std::uint64_t size = std::min(chunk_size_, blob_->descriptor.size - offset);
      const auto next = send_chunk(location, offset, size);
      if (!next) return false;
      if (*next > offset) attempts_.begin_anew();
      offset = *next;
    }
    const HttpResponse response = repository_->send_upload({.method = "PUT", .url = with_digest(location)});
    if (response.is_success()) return true;
    wait_or_fail(response);
    return false;
  }

  /// The offset of the next one; nothing where the upload has to begin anew.
  std::optional<std::uint64_t> send_chunk(Url& location, std::uint64_t offset, std::uint64_t size) {
    HttpRequest request = part("PATCH", location, offset, size);
    request.fields.push_back(
        {"Content-Range", concat({std::to_string(offset), "-", std::to_string(offset + size - 1)})});
    HttpResponse response;
    try {
      response = repository_->send_upload(std::move(request));
    } catch (const ConnectionError& error) {
      attempts_.wait_after(error);
      return resume(location, offset, size);
    }
    if (response.is_success()) {
      // What Range says here is old on some registries; that the digest is right is told at the end.
      location = repository_->next_location(location, response);
      return offset + size;
    }
    if (response.status == kTooLarge && chunk_size_ > kSmallestChunk) {
      chunk_size_ = std::max(kSmallestChunk, chunk_size_ / 2);
      return std::nullopt;
    }
    if (response.status != kRangeRefused) {
      wait_or_fail(response);
      if (response.status == 404) return std::nullopt;
    } else if (!attempts_.wait_after(response)) {
      repository_->conversation().fail(what_, response);
    }
    return resume(location, offset, size);
  }

  /// Asks how much of the upload has arrived. What lies outside of the part that failed is not believed.
  std::optional<std::uint64_t> resume(Url& location, std::uint64_t offset, std::uint64_t size) {
    const HttpResponse response = repository_->send_upload({.url = location});
    if (response.status != 204 && response.status != 202) return std::nullopt;
    const std::uint64_t received = received_bytes(response).value_or(0);
    if (received < offset || received > offset + size) return std::nullopt;
    if (response.field("location")) location = repository_->next_location(location, response);
    was_resumed_ = true;
    return received;
  }

  Repository* repository_;
  const oci::Blob* blob_;
  const UploadProgress* progress_;
  std::uint64_t chunk_size_;
  std::string what_;
  Attempts attempts_;
  int broken_ = 0;
  bool was_resumed_ = false;
};

}  // namespace

BlobFate upload_blob(Repository& repository, const oci::Blob& blob, const std::string& mount_from,
                     const UploadOptions& options, const UploadProgress& progress) {
  return Upload(repository, blob, options, progress).run(mount_from);
}

}  // namespace slipway::registry
