#include "registry/fake_registry_support.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace slipway::registry {
namespace {

std::string path_of(const std::string& url) {
  const std::size_t begin = url.find('/', url.find("://") + 3);
  return url.substr(begin, url.find('?') - begin);
}

/// Of a query, decoded.
std::string parameter(const std::string& url, const std::string& name) {
  const std::size_t query = url.find('?');
  if (query == std::string::npos) return {};
  const std::string rest = "&" + url.substr(query + 1);
  const std::size_t begin = rest.find("&" + name + "=");
  if (begin == std::string::npos) return {};
  const std::string raw =
      rest.substr(begin + name.size() + 2, rest.find('&', begin + 1) - begin - name.size() - 2);
  std::string value;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '%') {
      value += static_cast<char>(std::stoi(raw.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      value += raw[i];
    }
  }
  return value;
}

}  // namespace

std::string SeenRequest::text() const { return method + " " + path_of(url); }

HttpResponse response_of(int status, std::vector<HeaderField> fields, std::string body) {
  return {.status = status, .fields = std::move(fields), .body = std::move(body)};
}

HttpResponse problem_of(int status, const std::string& code, const std::string& message) {
  return response_of(status, {{"content-type", "application/json"}},
                     concat({R"({"errors":[{"code":")", code, R"(","message":")", message, R"("}]})"}));
}

oci::Blob blob_of(const std::string& content) {
  return {.descriptor = oci::describe(oci::kLayerGzipType, content), .content = content};
}

Surroundings NotedSurroundings::surroundings() {
  return {.wait =
              [this](std::chrono::milliseconds time) {
                const std::lock_guard lock(mutex_);
                waits.push_back(time);
              },
          .chance = [] { return std::uint64_t{0}; },
          .tell =
              [this](const std::string& text) {
                const std::lock_guard lock(mutex_);
                told.push_back(text);
              }};
}

void FakeRegistry::fail_once(const std::string& begin, HttpResponse response) {
  add_fault([begin, response = std::move(response),
             is_done = false](const SeenRequest& request) mutable -> std::optional<HttpResponse> {
    if (is_done || !request.text().starts_with(begin)) return std::nullopt;
    is_done = true;
    return response;
  });
}

void FakeRegistry::break_once(const std::string& begin) {
  add_fault([begin, is_done = false](const SeenRequest& request) mutable -> std::optional<HttpResponse> {
    if (is_done || !request.text().starts_with(begin)) return std::nullopt;
    is_done = true;
    throw ConnectionError(ConnectionError::Kind::kBroken, "the connection broke");
  });
}

void FakeRegistry::add_blob(const std::string& repository, const std::string& content) {
  blobs_[repository][oci::Digest::of(content).text()] = content;
}

void FakeRegistry::add_manifest(const std::string& repository, const std::string& reference,
                                const std::string& type, const std::string& content) {
  manifests_[repository][reference] = {type, content};
  manifests_[repository][oci::Digest::of(content).text()] = {type, content};
}

std::size_t FakeRegistry::count(const std::string& begin) const {
  return static_cast<std::size_t>(std::count_if(seen_.begin(), seen_.end(), [&](const SeenRequest& request) {
    return request.text().starts_with(begin);
  }));
}

bool FakeRegistry::has_blob(const std::string& repository, const std::string& content) const {
  const auto blobs = blobs_.find(repository);
  if (blobs == blobs_.end()) return false;
  const auto blob = blobs->second.find(oci::Digest::of(content).text());
  return blob != blobs->second.end() && blob->second == content;
}

std::optional<std::string> FakeRegistry::manifest(const std::string& repository,
                                                  const std::string& reference) const {
  const auto manifests = manifests_.find(repository);
  if (manifests == manifests_.end() || !manifests->second.contains(reference)) return std::nullopt;
  return manifests->second.at(reference).content;
}

HttpResponse FakeRegistry::send(const HttpRequest& request) {
  const std::lock_guard lock(mutex_);
  SeenRequest seen{.method = request.method, .url = request.url.text(), .fields = {}, .body = {}};
  for (const HeaderField& field : request.fields) seen.fields[field.name] = field.value;
  if (request.body) {
    const ByteSource source = request.body->open();
    for (std::string_view piece = source(); !piece.empty(); piece = source()) seen.body += piece;
    if (seen.body.size() != request.body->size) throw Error("the body has another size than was told");
    if (request.sent) request.sent(seen.body.size());
  }
  seen_.push_back(seen);
  std::optional<HttpResponse> response;
  for (const Fault& fault : faults_) {
    if (!response) response = fault(seen);
  }
  if (!response) response = answer(seen);
  if (request.sink && (response->status == 200 || response->status == 206)) {
    const std::string body = std::exchange(response->body, "");
    for (std::size_t i = 0; i < body.size(); i += 10)
      request.sink(*response, std::string_view(body).substr(i, 10));
  }
  return *response;
}

HttpResponse FakeRegistry::answer(const SeenRequest& request) {
  const std::string path = path_of(request.url);
  if (path == "/v2/") return response_of(200);
  for (const std::string kind : {"/blobs/uploads/", "/blobs/", "/manifests/", "/tags/", "/referrers/"}) {
    const std::size_t at = path.find(kind);
    if (at == std::string::npos || at < 4) continue;
    const std::string repository = path.substr(4, at - 4);
    const std::string what = path.substr(at + kind.size());
    if (kind == "/blobs/uploads/") return answer_upload(request, repository, what);
    if (kind == "/blobs/") return answer_blob(request, repository, what);
    if (kind == "/manifests/") return answer_manifest(request, repository, what);
  }
  return response_of(404, {{"content-type", "text/plain"}}, "404 page not found\n");
}

HttpResponse FakeRegistry::answer_blob(const SeenRequest& request, const std::string& repository,
                                       const std::string& digest) {
  const auto blob = blobs_[repository].find(digest);
  if (blob == blobs_[repository].end()) return problem_of(404, "BLOB_UNKNOWN");
  if (request.method == "HEAD") return response_of(200);
  const auto range = request.fields.find("Range");
  if (range == request.fields.end()) return response_of(200, {}, blob->second);
  const std::size_t begin = std::stoul(range->second.substr(6));
  if (begin >= blob->second.size()) return problem_of(416, "RANGE_INVALID");
  const std::string field =
      concat({"bytes ", std::to_string(begin), "-", std::to_string(blob->second.size() - 1), "/",
              std::to_string(blob->second.size())});
  return response_of(206, {{"content-range", field}}, blob->second.substr(begin));
}

HttpResponse FakeRegistry::answer_upload(const SeenRequest& request, const std::string& repository,
                                         const std::string& id) {
  const auto location = [&](const std::string& upload) {
    return HeaderField{"location", concat({"/v2/", repository, "/blobs/uploads/", upload, "?state=x"})};
  };
  if (request.body.size() > largest_body) return response_of(413);
  if (request.method == "POST") {
    const std::string mount = parameter(request.url, "mount");
    auto& other = blobs_[parameter(request.url, "from")];
    if (!mount.empty() && other.contains(mount)) {
      blobs_[repository][mount] = other.at(mount);
      return response_of(201);
    }
    const std::string upload = std::to_string(++next_upload_);
    uploads_[upload] = "";
    return response_of(202, {location(upload)});
  }
  const auto upload = uploads_.find(id);
  if (upload == uploads_.end()) return problem_of(404, "BLOB_UPLOAD_UNKNOWN");
  const auto range = [&] {
    return HeaderField{"range", "0-" + std::to_string(std::max<std::size_t>(1, upload->second.size()) - 1)};
  };
  if (request.method == "GET") return response_of(204, {location(id), range()});
  if (request.method == "PATCH") {
    const std::string begin = request.fields.at("Content-Range");
    if (std::stoul(begin) != upload->second.size()) return response_of(416, {location(id), range()});
    upload->second += request.body;
    return response_of(202, {location(id), range()});
  }
  const std::string content = upload->second + request.body;
  uploads_.erase(upload);
  if (oci::Digest::of(content).text() != parameter(request.url, "digest"))
    return problem_of(400, "DIGEST_INVALID");
  add_blob(repository, content);
  return response_of(201);
}

HttpResponse FakeRegistry::answer_manifest(const SeenRequest& request, const std::string& repository,
                                           const std::string& reference) {
  if (request.method == "PUT") {
    add_manifest(repository, reference, request.fields.at("Content-Type"), request.body);
    return response_of(201, {{"docker-content-digest", oci::Digest::of(request.body).text()}});
  }
  const auto stored = manifests_[repository].find(reference);
  if (stored == manifests_[repository].end()) return problem_of(404, "MANIFEST_UNKNOWN");
  const std::string digest = oci::Digest::of(stored->second.content).text();
  return response_of(200, {{"content-type", stored->second.type}, {"docker-content-digest", digest}},
                     request.method == "HEAD" ? "" : stored->second.content);
}

}  // namespace slipway::registry
