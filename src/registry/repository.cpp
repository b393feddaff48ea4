#include "registry/repository.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"
#include "oci/media_types.hpp"
#include "registry/registry_error.hpp"
#include "support/json_reader.hpp"

namespace slipway::registry {
namespace {

/// Of a list of tags; a repository of a thousand builds a day for three years has as many.
constexpr std::size_t kMostTags = 1'000'000;
constexpr std::size_t kMostPages = 10'000;
constexpr std::string_view kSubjectField = "oci-subject";

/// A registry answers with what it has whose type stands there; without them, Docker Hub and others convert
/// to forms that nobody wants.
std::vector<HeaderField> accepted_types() {
  std::vector<HeaderField> fields;
  for (const std::string_view type :
       {oci::kIndexType, oci::kManifestType, oci::kDockerManifestListType, oci::kDockerManifestType}) {
    fields.push_back({"Accept", std::string(type)});
  }
  return fields;
}

/// The next page of `Link: </v2/...?last=x&n=y>; rel="next"` (RFC 8288).
std::optional<std::string> next_page(const HttpResponse& response) {
  const std::string link = response.field("link").value_or("");
  const std::size_t begin = link.find('<');
  const std::size_t end = link.find('>');
  if (begin != 0 || end == std::string::npos || link.find("next", end) == std::string::npos)
    return std::nullopt;
  return link.substr(1, end - 1);
}

/// A tag that a registry without a list of referrers is known by (distribution specification, "Referrers Tag
/// Schema").
std::string referrers_tag(const oci::Digest& subject) { return "sha256-" + subject.hex(); }

bool is_digest(std::string_view reference) { return reference.find(':') != std::string_view::npos; }

}  // namespace

Repository::Repository(Conversation& conversation, std::string name, Access access)
    : conversation_(&conversation),
      name_(std::move(name)),
      scopes_{access == Access::kPush ? push_scope(name_) : pull_scope(name_)} {}

std::string Repository::full_name() const { return concat({conversation_->registry(), "/", name_}); }

Url Repository::url(std::string_view kind, std::string_view what) const {
  return conversation_->url(concat({"/v2/", name_, "/", kind, "/", what}));
}

bool Repository::has_blob(const oci::Digest& digest) {
  const std::string what = concat({"look for ", digest.text(), " in ", full_name()});
  const HttpResponse response =
      conversation_->send_patiently({.method = "HEAD", .url = url("blobs", digest.text())}, scopes_, what);
  if (response.status == 200) return true;
  // Before the first push some have no repository yet, and say so in different ways.
  if (response.status == 404) return false;
  conversation_->fail(what, response);
}

Url Repository::next_location(const Url& request, const HttpResponse& response) const {
  const auto location = response.field("location");
  if (!location) {
    throw Error(concat({"upload to ", full_name(), ": the answer ", std::to_string(response.status),
                        " has no field Location, which says where to go on"}));
  }
  Url next = request.resolve(*location, full_name() + " has uploads go to");
  // A registry behind a proxy that ends TLS often does not know that it is asked through TLS.
  const Url home = conversation_->url("/");
  if (!next.is_https && home.is_https && next.host == home.host) {
    next.is_https = true;
    next.port = home.port;
  }
  if (request.is_https && !next.is_https) {
    throw Error(concat(
        {full_name(), " has uploads go to ", next.origin(), ", which speaks no TLS; nothing was sent"}));
  }
  return next;
}

std::optional<HttpResponse> Repository::try_mount(const HttpRequest& request, const Scopes& scopes) {
  try {
    return conversation_->send(request, scopes);
  } catch (const RegistryError&) {  // no token for the other repository
    return std::nullopt;
  }
}

std::optional<Url> Repository::begin_upload(const oci::Digest& digest, const std::string& mount_from) {
  const std::string what = concat({"begin an upload to ", full_name()});
  HttpRequest request{.method = "POST", .url = url("blobs", "uploads/")};
  if (!mount_from.empty()) {
    request.url.target +=
        concat({"?mount=", percent_encoded(digest.text()), "&from=", percent_encoded(mount_from)});
    Scopes scopes{scopes_.front(), pull_scope(mount_from)};
    std::sort(scopes.begin(), scopes.end());
    if (const auto response = try_mount(request, scopes)) {
      if (response->status == 201) return std::nullopt;
      if (response->status == 202) return next_location(request.url, *response);
    }
    request.url = url("blobs", "uploads/");  // who must not read there may write here all the same
  }
  const HttpResponse response = conversation_->send(request, scopes_);
  if (response.status != 202) conversation_->fail(what, response);
  return next_location(request.url, response);
}

HttpResponse Repository::send_upload(HttpRequest request) {
  return conversation_->send(std::move(request), scopes_);
}

HttpResponse Repository::fetch_blob(const oci::Digest& digest, std::uint64_t offset,
                                    const std::function<void(const HttpResponse&, std::string_view)>& sink) {
  HttpRequest request{.url = url("blobs", digest.text()), .sink = sink};
  if (offset > 0) request.fields.push_back({"Range", concat({"bytes=", std::to_string(offset), "-"})});
  return conversation_->send(std::move(request), scopes_);
}

HttpResponse Repository::get_manifest(const std::string& method, const std::string& reference) {
  const std::string what = concat({"get ", full_name(), is_digest(reference) ? "@" : ":", reference});
  HttpResponse response = conversation_->send_patiently(
      {.method = method, .url = url("manifests", reference), .fields = accepted_types()}, scopes_, what);
  if (response.status != 200 && response.status != 404) conversation_->fail(what, response);
  return response;
}

std::optional<Document> Repository::find_manifest(const std::string& reference) {
  const HttpResponse response = get_manifest("GET", reference);
  if (response.status == 404) return std::nullopt;
  std::string type = response.field("content-type").value_or("");
  type = type.substr(0, type.find_first_of("; "));
  Document document{.descriptor = oci::describe(type, response.body), .content = response.body};
  const oci::Digest& digest = document.descriptor.digest;
  const auto told = response.field("docker-content-digest");
  const std::string& expected = is_digest(reference) ? reference : told.value_or(digest.text());
  if (digest.text() != expected) {
    throw Error(concat({full_name(), is_digest(reference) ? "@" : ":", reference, ": the registry sends ",
                        digest.text(), ", and that is not ", expected,
                        "; it is damaged, or was changed on the way"}));
  }
  if (!oci::is_index_type(type) && !oci::is_manifest_type(type)) {
    throw Error(concat({full_name(), is_digest(reference) ? "@" : ":", reference, " is \"", printable(type),
                        "\"; the manifest of an image or an index is expected"}));
  }
  return document;
}

std::optional<oci::Digest> Repository::find_digest(const std::string& tag) {
  const HttpResponse response = get_manifest("HEAD", tag);
  const auto digest = response.field("docker-content-digest");
  if (response.status == 404 || !digest) return std::nullopt;
  return oci::Digest::parse(*digest, full_name() + ":" + tag);
}

void Repository::check_stored(const Document& document, const HttpResponse& response) const {
  const auto digest = response.field("docker-content-digest");
  if (!digest || *digest == document.descriptor.digest.text()) return;
  throw Error(
      concat({full_name(), ": the registry stored ", printable(*digest), " where ",
              document.descriptor.digest.text(), " was sent; it is damaged, or was changed on the way"}));
}

void Repository::put_manifest(const std::string& reference, const Document& document) {
  const std::string what = concat({"push ", full_name(), is_digest(reference) ? "@" : ":", reference});
  const HttpResponse response =
      conversation_->send_patiently({.method = "PUT",
                                     .url = url("manifests", reference),
                                     .fields = {{"Content-Type", document.descriptor.media_type}},
                                     .body = text_body(document.content)},
                                    scopes_, what);
  if (!response.is_success()) conversation_->fail(what, response);
  check_stored(document, response);
  if (!response.field(kSubjectField)) add_referrer(document);
}

std::vector<std::string> Repository::tags() {
  std::vector<std::string> tags;
  Url page = url("tags", "list");
  const std::string what = "list the tags of " + full_name();
  for (std::size_t pages = 0; pages < kMostPages; ++pages) {
    const HttpResponse response = conversation_->send_patiently({.url = page}, scopes_, what);
    if (response.status == 404) return tags;
    if (response.status != 200) conversation_->fail(what, response);
    const Json document = read_json(response.body, what);
    if (const auto list = JsonPlace(document, what).find("tags")) {
      list->each_element([&](const JsonPlace& tag) { tags.push_back(tag.text()); });
    }
    const auto next = next_page(response);
    if (!next) return tags;
    if (tags.size() > kMostTags) break;
    page = page.resolve(*next, what);
  }
  throw Error(what + ": the list has no end");
}

oci::ImageIndex Repository::referrers(const oci::Digest& subject) {
  const std::string what = concat({"list what refers to ", subject.text(), " in ", full_name()});
  HttpResponse response =
      conversation_->send_patiently({.url = url("referrers", subject.text())}, scopes_, what);
  if (response.status != 200) response = get_manifest("GET", referrers_tag(subject));
  if (response.status == 404) return {};
  return oci::read_index(response.body, what);
}

/// Where the registry keeps no list of referrers: read, add, write. Two that do so at once may lose one of
/// them, as the specification says.
void Repository::add_referrer(const Document& document) {
  if (!oci::is_manifest_type(document.descriptor.media_type)) return;
  const oci::Manifest manifest = oci::read_manifest(document.content, document.descriptor.digest.text());
  if (!manifest.subject) return;
  const std::string tag = referrers_tag(manifest.subject->digest);
  const HttpResponse present = get_manifest("GET", tag);
  oci::ImageIndex index;
  if (present.status == 200) index = oci::read_index(present.body, tag);
  const bool is_there =
      std::any_of(index.manifests.begin(), index.manifests.end(),
                  [&](const oci::Descriptor& entry) { return entry.digest == document.descriptor.digest; });
  if (is_there) return;
  oci::Descriptor entry = document.descriptor;
  entry.annotations = manifest.annotations;
  // The specification's rule: without a type of its own it is what its configuration is.
  entry.artifact_type = manifest.artifact_type.empty() ? manifest.config.media_type : manifest.artifact_type;
  index.manifests.push_back(entry);
  const std::string text = oci::write_index(index);
  put_manifest(tag, {.descriptor = oci::describe(oci::kIndexType, text), .content = text});
}

}  // namespace slipway::registry
