#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "oci/digest.hpp"
#include "oci/image.hpp"
#include "oci/media_types.hpp"
#include "registry/conversation.hpp"
#include "registry/http.hpp"

namespace slipway::registry {

/// What a request was.
struct SeenRequest {
  std::string method;
  /// With its origin.
  std::string url;
  std::map<std::string, std::string> fields;
  std::string body;

  /// "PUT /v2/team/app/manifests/1", without origin and query.
  std::string text() const;
};

/// A registry in memory that speaks the distribution protocol as its specification says, behind a transport;
/// a test says in front of that what goes wrong.
class FakeRegistry final : public HttpTransport {
 public:
  /// Answers instead of the registry, or throws; nothing leaves the request to it.
  using Fault = std::function<std::optional<HttpResponse>(const SeenRequest&)>;

  HttpResponse send(const HttpRequest& request) override;

  /// For each request in its turn, the first that answers counts.
  void add_fault(Fault fault) { faults_.push_back(std::move(fault)); }
  /// The next request of that begin ("PATCH /v2/") is answered so, once; those behind it are not.
  void fail_once(const std::string& begin, HttpResponse response);
  /// The connection breaks at it, once.
  void break_once(const std::string& begin);

  void add_blob(const std::string& repository, const std::string& content);
  void add_manifest(const std::string& repository, const std::string& reference, const std::string& type,
                    const std::string& content);

  const std::vector<SeenRequest>& seen() const { return seen_; }
  std::size_t count(const std::string& begin) const;
  bool has_blob(const std::string& repository, const std::string& content) const;
  std::optional<std::string> manifest(const std::string& repository, const std::string& reference) const;

  /// So many bytes at most go into a request: others are answered 413.
  std::size_t largest_body = SIZE_MAX;

 private:
  struct Stored {
    std::string type;
    std::string content;
  };

  HttpResponse answer(const SeenRequest& request);
  HttpResponse answer_blob(const SeenRequest& request, const std::string& repository,
                           const std::string& digest);
  HttpResponse answer_upload(const SeenRequest& request, const std::string& repository,
                             const std::string& id);
  HttpResponse answer_manifest(const SeenRequest& request, const std::string& repository,
                               const std::string& reference);

  std::recursive_mutex mutex_;
  std::vector<Fault> faults_;
  std::vector<SeenRequest> seen_;
  std::map<std::string, std::map<std::string, std::string>> blobs_;
  std::map<std::string, std::map<std::string, Stored>> manifests_;
  std::map<std::string, std::string> uploads_;
  std::size_t next_upload_ = 0;
};

/// Waits for nothing, and notes for how long it was asked to, and what was told.
struct NotedSurroundings {
  std::vector<std::chrono::milliseconds> waits;
  std::vector<std::string> told;

  Surroundings surroundings();

 private:
  std::mutex mutex_;
};

HttpResponse response_of(int status, std::vector<HeaderField> fields = {}, std::string body = {});
/// {"errors": [{"code": CODE, "message": MESSAGE}]}
HttpResponse problem_of(int status, const std::string& code, const std::string& message = "no");

oci::Blob blob_of(const std::string& content);

}  // namespace slipway::registry
